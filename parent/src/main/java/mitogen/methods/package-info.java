/**
 * What a connection method is to whoever runs it: a command line, the questions that the command asks, and what its errors
 * mean. Knows nothing of processes, and none of the methods.
 */
package mitogen.methods;
