# A deprecated function is silent by default, warned of when asked to, gone when it is hidden.
#   cmake -DC=… -DCXX=… -DSOURCE=… -DINCLUDE=… -P deprecated.cmake
function(compile name expected words)
  foreach(language IN ITEMS c c++)
    set(compiler ${C})
    if(language STREQUAL "c++")
      set(compiler ${CXX})
    endif()
    execute_process(
      COMMAND ${compiler} -x ${language} -fsyntax-only -Wall -Wextra -Werror
              -I${INCLUDE} ${ARGN} ${SOURCE}
      RESULT_VARIABLE status ERROR_VARIABLE said)
    if(status EQUAL 0)
      set(got pass)
    else()
      set(got fail)
    endif()
    if(NOT got STREQUAL expected OR NOT said MATCHES "${words}")
      message(FATAL_ERROR "${name} (${language}): expected ${expected} '${words}', got ${got}: ${said}")
    endif()
  endforeach()
endfunction()

compile("by default" pass "" -DUSE_OLD)
compile("warned of" fail "use pmm_new" -DUSE_OLD -DPMM_WARN_DEPRECATED)
compile("warned of, but not used" pass "" -DPMM_WARN_DEPRECATED)
compile("hidden" fail "pmm_old" -DUSE_OLD -DPMM_NO_DEPRECATED)
compile("hidden, but not used" pass "" -DPMM_NO_DEPRECATED)
