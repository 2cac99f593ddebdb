/* Go's runtime takes random numbers from ProcessPrng, which Windows has and wine 8 lacks. This
   is that one function, for trying Tillside under wine; no release file holds it. */
#include <windows.h>
#include <ntsecapi.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T length) { return RtlGenRandom(data, (ULONG)length); }
