/**
 * Bytes through channels, as the streams of the JDK. It knows nothing of where the bytes come from, or what they are.
 */
package mitogen.streams;
