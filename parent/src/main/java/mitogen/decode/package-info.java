/**
 * Decoding of values that contexts below sent: off the threads that wait for them, with a limit to memory and elements.
 * It knows neither calls nor channels, and never runs code of the sender.
 */
package mitogen.decode;
