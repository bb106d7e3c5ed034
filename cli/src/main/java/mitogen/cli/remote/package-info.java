/**
 * The tasks that the commands send to their targets. They travel there class by class, so they are small, use the JDK
 * alone, and avoid lambdas, whose first use costs a fresh JVM milliseconds.
 */
package mitogen.cli.remote;
