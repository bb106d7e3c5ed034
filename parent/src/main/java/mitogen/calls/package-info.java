/**
 * Calls to other contexts: contexts as values, tasks on their way out, replies, chains, and what was connected. It
 * knows nothing of how a child is started, nor of channels and services, which build on it.
 */
package mitogen.calls;
