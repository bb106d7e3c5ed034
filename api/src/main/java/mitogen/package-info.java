/** The public types: all that a program that uses Mitogen, and a task that runs in a context, needs to name. */
package mitogen;
