/**
 * The contexts that a command works in, which are its own or a session's. This room knows ways and names. It never knows how a
 * target is written, which options there are, or how something is printed.
 */
package mitogen.cli.contexts;
