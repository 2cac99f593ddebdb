// Package providers is the list of payment providers that a program was made with, and
// connects to any of them: with the provider's own hosts, with addresses of the shop's, or
// with the training cloud, which runs inside the program behind a face of each provider.
package providers
