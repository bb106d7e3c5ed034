/**
 * The contexts that a command works in: those of its own, or those that a session keeps for it. They are known by ways and
 * names; it never knows how a target is written, which options there are, or how something is printed.
 */
package mitogen.cli.contexts;
