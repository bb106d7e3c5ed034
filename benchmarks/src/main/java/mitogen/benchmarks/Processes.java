package mitogen.benchmarks;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs commands and takes their time. */
final class Processes {
    private Processes() {}

    /** Runs a command whose output is of no interest. Returns how long it took, in milliseconds. */
    static double millis(List<String> command) throws IOException, InterruptedException {
        long start = System.nanoTime();
        int status = new ProcessBuilder(command)
                .redirectInput(Redirect.from(new File("/dev/null")))
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start()
                .waitFor();
        double time = millisSince(start);
        if (status != 0) {
            throw new IOException("exit status " + status + ": " + String.join(" ", command));
        }
        return time;
    }

    /**
     * Runs a command whose output is of no interest. Returns the processor time of it and of what it waited for, in
     * milliseconds. This varies less than the time on a clock, where others use the machine.
     */
    static double processorMillis(List<String> command) throws IOException, InterruptedException {
        List<String> timed = new ArrayList<>(List.of(
                "bash", "-c", "TIMEFORMAT='%3U %3S'; { time \"$@\" >/dev/null 2>&1 </dev/null; } 2>&1", "bash"));
        timed.addAll(command);
        Process process = new ProcessBuilder(timed)
                .redirectInput(Redirect.from(new File("/dev/null")))
                .redirectError(Redirect.DISCARD)
                .start();
        String[] seconds = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                .strip()
                .split(" ", -1);
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException("exit status " + status + ": " + String.join(" ", command));
        }
        return 1000 * (Double.parseDouble(seconds[0]) + Double.parseDouble(seconds[1]));
    }

    static double millisSince(long start) {
        return (System.nanoTime() - start) / 1e6;
    }

    /** The path of a command. */
    static String find(String name) throws Bench.Unavailable {
        for (String directory : (System.getenv("PATH") + ":/usr/sbin:/sbin").split(File.pathSeparator, -1)) {
            Path path = Path.of(directory, name);
            if (Files.isExecutable(path)) {
                return path.toString();
            }
        }
        throw new Bench.Unavailable(name + " is not on this machine");
    }
}
