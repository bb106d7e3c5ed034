package mitogen.doctor;

import java.util.List;
import java.util.Map;

/**
 * What a context finds where it is.
 *
 * @param user the account
 * @param directory the working directory
 * @param system the operating system and the processor's kind
 * @param javaVersion of the Java that runs it
 * @param javaHome where that is
 * @param otherJavas those that the first stage would look at, with their versions where these can be told
 * @param scratch the file, without a name by now, in which the loader was put; null where that cannot be told
 * @param processors that it may use
 * @param memory of the machine in bytes, 0 where that cannot be told; limits of a container are not looked at
 * @param memoryAvailable of these, without swapping
 * @param maxHeap how large the heap of the JVM may grow, in bytes
 * @param limits of resources, as the JVM has them ({@code /proc/self/limits}, soft): {@code open files}, {@code
 *     processes}… Java raises that of open files to the hard one
 * @param locale the variables that decide about it
 * @param encoding of file names and arguments
 */
public record Surroundings(
        String user,
        String directory,
        String system,
        String javaVersion,
        String javaHome,
        List<String> otherJavas,
        String scratch,
        int processors,
        long memory,
        long memoryAvailable,
        long maxHeap,
        Map<String, String> limits,
        Map<String, String> locale,
        String encoding) {}
