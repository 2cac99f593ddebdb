// Package clouds knows which payment clouds this program can connect to: those of
// Handpoint, one at an address of the shop's, and the training cloud, which runs inside the
// program. It is the one place where adapters meet; a new gateway gets its line here.
package clouds
