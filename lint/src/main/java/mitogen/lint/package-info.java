/** A check for Error Prone that finds, while a program is compiled, tasks that Mitogen would refuse to send. */
package mitogen.lint;
