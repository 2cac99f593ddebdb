/*
 * Included before each C file of a release (.ci/package): parts of SQLite that nothing here calls and that it can
 * be built without. What its package asks for besides them, such as searching for words, stays.
 */
#undef SQLITE_ENABLE_RTREE
#define SQLITE_DEFAULT_MEMSTATUS 0
#define SQLITE_OMIT_COMPILEOPTION_DIAGS 1
#define SQLITE_OMIT_COMPLETE 1
#define SQLITE_OMIT_GET_TABLE 1
#define SQLITE_OMIT_INTROSPECTION_PRAGMAS 1
#define SQLITE_OMIT_PROGRESS_CALLBACK 1
#define SQLITE_OMIT_SHARED_CACHE 1
#define SQLITE_OMIT_TCL_VARIABLE 1
#define SQLITE_UNTESTABLE 1
