/**
 * For tests of programs that use Mitogen: contexts in this JVM, and links with faults. Knows how a context is run; nothing
 * that runs in production knows this package.
 */
package mitogen.testing;
