package mitogen.cli.options;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mitogen.cli.contexts.Retry;
import mitogen.cli.status.UsageException;
import mitogen.cli.words.Durations;
import picocli.CommandLine.Option;

/**
 * The options about how many targets are under way at once, and what is tried again. A part of all targets, such as 25%, becomes
 * a number only when it is known how many targets there are.
 */
public final class FlowOptions {
    @Option(
            names = {"-p", "--parallel"},
            paramLabel = "N",
            description = "so many targets at once (default: all)")
    private String parallel;

    @Option(
            names = "--batch",
            paramLabel = "SIZES",
            description = "one batch after the other: 1,5,25%% is one target, then five, then a quarter of all, again"
                    + " and again; a batch begins when the one before has ended")
    private String batches;

    @Option(
            names = "--max-fail",
            paramLabel = "N",
            description = "start no more targets once so many have failed: 3, or 10%% of all")
    private String maxFail;

    @Option(
            names = "--retry",
            paramLabel = "N",
            description = "try a connect so many times more if it fails in a way that may pass")
    private String retries;

    @Option(
            names = "--wait-up",
            paramLabel = "TIME",
            description = "try the connect of each hop again for so long, as while a machine restarts: 300, 5m")
    private String waitUp;

    /** For so many targets. */
    public Flow flow(int targets) {
        List<Integer> sizes = new ArrayList<>();
        if (batches != null) {
            for (String size : batches.split(",", -1)) {
                sizes.add(count("--batch", size, targets));
            }
        }
        return new Flow(
                targets,
                parallel == null ? targets : count("--parallel", parallel, targets),
                sizes.isEmpty() ? List.of(targets) : sizes,
                maxFail == null ? Integer.MAX_VALUE : count("--max-fail", maxFail, targets));
    }

    /** Which connects are tried again. */
    public Retry retry() {
        return new Retry(retries == null ? 0 : number("--retry", retries, retries));
    }

    /** For how long each hop's connect is tried again. */
    Duration waitUp() {
        return waitUp == null ? Duration.ZERO : Durations.of("--wait-up", waitUp);
    }

    /** Whether passwords are needed after all targets have begun. */
    public boolean triesAgain() {
        return retries != null || waitUp != null;
    }

    /** Whether some targets may begin when others are done. */
    boolean startsLater() {
        return parallel != null || batches != null || triesAgain();
    }

    /** Refuses what is no number, before anything is done. */
    public void check() {
        flow(1);
        retry();
        waitUp();
    }

    private static int count(String option, String text, int targets) {
        if (!text.endsWith("%")) {
            return number(option, text, text);
        }
        int percent = number(option, text, text.substring(0, text.length() - 1));
        if (percent > 100) {
            throw fault(option, text);
        }
        return (int) Math.max(1, (long) targets * percent / 100);
    }

    private static int number(String option, String text, String digits) {
        if (!digits.matches("[1-9][0-9]{0,5}")) {
            throw fault(option, text);
        }
        return Integer.parseInt(digits);
    }

    private static UsageException fault(String option, String text) {
        return new UsageException(option + " takes a number from 1 on"
                + (option.equals("--retry") ? "" : ", or a part of all targets such as 25%") + ", not '" + text + "'"
                + (option.equals("--batch")
                        ? "\nSeveral have commas between them: 1,5,25%"
                        : "\nTry: " + option + " 3"));
    }
}
