/**
 * The files of a context as a file system of {@code java.nio.file}: paths here, and tasks that do there what is asked for.
 * Never knows how tasks, results and channels travel.
 */
package mitogen.files;
