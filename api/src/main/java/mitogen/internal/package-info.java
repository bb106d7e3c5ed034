/**
 * What the public nouns need of the rooms below them, and every room may use: whose code a thread runs, listeners that
 * never wait, text for the eyes of people. It knows no other package.
 */
package mitogen.internal;
