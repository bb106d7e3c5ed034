/**
 * Commands at other contexts: what is asked for here, the process there, and its streams in between. It knows contexts, calls
 * and channels as any program does, and nothing of how they work.
 */
package mitogen.process;
