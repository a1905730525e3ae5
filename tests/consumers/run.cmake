# cmake -DCONSUMER=name -DBUILD=… -P run.cmake: installs, or builds and runs one consumer.
set(place ${BUILD}/consumers)
set(prefix ${place}/prefix)

function(step)
  execute_process(COMMAND ${ARGV} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

if(CONSUMER STREQUAL "install")
  file(REMOVE_RECURSE ${place}/made ${prefix})
  step(${CMAKE_COMMAND} --install ${BUILD} --prefix ${place}/made)
  file(RENAME ${place}/made ${prefix})
  return()
endif()

set(work ${place}/${CONSUMER})
# A finished build of the library inside is kept; what is quick to build is built from nothing.
if(NOT CONSUMER STREQUAL "subdirectory")
  file(REMOVE_RECURSE ${work})
endif()
if(CONSUMER STREQUAL "pkgconfig")
  step(${CMAKE_COMMAND} -E env PKG_CONFIG_PATH=${prefix}/${LIBDIR}/pkgconfig CC=${C_COMPILER}
       CXX=${CXX_COMPILER} LD_LIBRARY_PATH=${prefix}/${LIBDIR} PREFIX=${prefix}
       sh ${SOURCE}/pkgconfig/build.sh ${SOURCE} ${work} ${VERSION})
  return()
endif()

step(${CMAKE_COMMAND} -S ${SOURCE}/${CONSUMER} -B ${work} -G ${GENERATOR}
     -DCMAKE_BUILD_TYPE=Debug -DCMAKE_PREFIX_PATH=${prefix} -DCMAKE_UNITY_BUILD=ON
     -DCMAKE_C_COMPILER=${C_COMPILER} -DCMAKE_CXX_COMPILER=${CXX_COMPILER}
     -DCMAKE_C_COMPILER_LAUNCHER=${LAUNCHER} -DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER})
step(${CMAKE_COMMAND} --build ${work} --target consumer_c consumer_cpp)
step(${work}/consumer_c)
step(${work}/consumer_cpp)
