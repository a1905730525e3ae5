# What a user of an installed library finds: pmmcrm::pmmcrm and pmmcrm::static for CMake, pmmcrm.pc
# for everybody else. The two targets have export sets of their own, because only the static one
# passes its libraries on.
set(PMMCRM_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/pmmcrm)

install(TARGETS pmmcrm_shared EXPORT pmmcrmTargets
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS pmmcrm_static EXPORT pmmcrmStaticTargets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp")
if(TARGET pmmcrm_cli)
  install(TARGETS pmmcrm_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()

install(EXPORT pmmcrmTargets NAMESPACE pmmcrm:: DESTINATION ${PMMCRM_CMAKE_DIR})
install(EXPORT pmmcrmStaticTargets NAMESPACE pmmcrm:: DESTINATION ${PMMCRM_CMAKE_DIR})
configure_package_config_file(
  ${PROJECT_SOURCE_DIR}/cmake/pmmcrmConfig.cmake.in ${PROJECT_BINARY_DIR}/pmmcrmConfig.cmake
  INSTALL_DESTINATION ${PMMCRM_CMAKE_DIR} NO_SET_AND_CHECK_MACRO)
# Before 1.0 each minor version is an ABI of its own.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/pmmcrmConfigVersion.cmake
  VERSION ${PROJECT_VERSION} COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/pmmcrmConfig.cmake
              ${PROJECT_BINARY_DIR}/pmmcrmConfigVersion.cmake
  DESTINATION ${PMMCRM_CMAKE_DIR})

# The prefix is found from the place of the .pc file, so that a moved tree still works; directories
# outside the prefix stay as they are.
cmake_path(IS_ABSOLUTE CMAKE_INSTALL_LIBDIR absolute)
if(absolute)
  set(pc_prefix ${CMAKE_INSTALL_PREFIX})
  set(pc_libdir ${CMAKE_INSTALL_LIBDIR})
else()
  cmake_path(RELATIVE_PATH CMAKE_INSTALL_PREFIX
    BASE_DIRECTORY ${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_LIBDIR}/pkgconfig OUTPUT_VARIABLE up)
  set(pc_prefix "\${pcfiledir}/${up}")
  set(pc_libdir "\${prefix}/${CMAKE_INSTALL_LIBDIR}")
endif()
cmake_path(IS_ABSOLUTE CMAKE_INSTALL_INCLUDEDIR absolute)
if(absolute)
  set(pc_includedir ${CMAKE_INSTALL_INCLUDEDIR})
else()
  set(pc_includedir "\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}")
endif()
configure_file(${PROJECT_SOURCE_DIR}/cmake/pmmcrm.pc.in ${PROJECT_BINARY_DIR}/pmmcrm.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/pmmcrm.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
install(FILES ${PROJECT_SOURCE_DIR}/docs/query.schema.json
  DESTINATION ${CMAKE_INSTALL_DATADIR}/pmmcrm)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/README.md
  DESTINATION ${CMAKE_INSTALL_DOCDIR})
