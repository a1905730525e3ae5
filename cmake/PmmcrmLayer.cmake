# Flags common to all our own code, sanitizers included.
add_library(pmmcrm_flags INTERFACE)
target_compile_features(pmmcrm_flags INTERFACE cxx_std_20 c_std_99)
target_compile_options(pmmcrm_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual>
  $<$<BOOL:${PMMCRM_WERROR}>:-Werror>
  -ffile-prefix-map=${PROJECT_SOURCE_DIR}/=)
if(PMMCRM_SANITIZE STREQUAL "address")
  set(sanitize -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
elseif(PMMCRM_SANITIZE STREQUAL "thread")
  set(sanitize -fsanitize=thread -fno-omit-frame-pointer)
elseif(PMMCRM_SANITIZE STREQUAL "fuzzer")
  set(sanitize -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all
               -fno-omit-frame-pointer)
elseif(PMMCRM_SANITIZE)
  message(FATAL_ERROR "PMMCRM_SANITIZE is address, thread or fuzzer, not '${PMMCRM_SANITIZE}'")
endif()
if(PMMCRM_SANITIZE)
  target_compile_options(pmmcrm_flags INTERFACE ${sanitize})
  target_link_options(pmmcrm_flags INTERFACE ${sanitize})
  target_compile_definitions(pmmcrm_flags INTERFACE PMM_CHECKED=1)
endif()
# Blocks of an odd size, such as 997: what a block's end may hide is met with few rows.
set(PMMCRM_BLOCK_ROWS "" CACHE STRING "Rows of a block of columns; empty: 65536")
if(PMMCRM_BLOCK_ROWS)
  target_compile_definitions(pmmcrm_flags INTERFACE PMM_BLOCK_ROWS=${PMMCRM_BLOCK_ROWS})
endif()

# pmmcrm_layer(name KNOWS layer… USES library…): one folder of lib/ as an object library. What it
# KNOWS is the layer rule; cmake/lint/layers.py checks the includes against the same list.
function(pmmcrm_layer name)
  cmake_parse_arguments(ARG "" "" "KNOWS;USES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp)
  add_library(pmmcrm_${name} OBJECT ${sources})
  set_target_properties(pmmcrm_${name} PROPERTIES
    POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    CXX_EXTENSIONS OFF)
  target_include_directories(pmmcrm_${name} PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
  list(TRANSFORM ARG_KNOWS PREPEND pmmcrm_)
  target_link_libraries(pmmcrm_${name} PRIVATE pmmcrm_flags PUBLIC ${ARG_KNOWS} ${ARG_USES})
endfunction()
