/**
 * Sessions, as who calls them has them: the client of this process, and the commands {@code session} and {@code shell}. It
 * never keeps a connection itself: that is done in the process of the session.
 */
package mitogen.cli.client;
