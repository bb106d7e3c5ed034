package mitogen.cli.output;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import mitogen.ConnectionMethod;
import mitogen.cli.status.ExitStatus;
import mitogen.cli.status.Failures;
import mitogen.cli.status.NotStarted;
import mitogen.cli.status.ProgramFailure;
import mitogen.cli.status.ToldFailure;
import mitogen.cli.targets.FoldedNames;
import mitogen.cli.targets.Target;
import mitogen.connect.Ssh;

/**
 * Tells which targets failed and how. It tells a failure when it comes. If only names and times differ from
 * those of an earlier failure, it does not tell it again. The summary at the end has the names of all.
 */
public final class FailureReport {
    private final Output output;
    private final boolean several;
    private final boolean withTraces;
    private final Set<String> told = new HashSet<>();

    public FailureReport(Output output, boolean several, boolean withTraces) {
        this.output = output;
        this.several = several;
        this.withTraces = withTraces;
    }

    /** Tells why a target failed, unless this was told already. */
    public void add(Outcome outcome) {
        Throwable failure = outcome.failure();
        if (failure instanceof ToldFailure || failure instanceof NotStarted || output.tellsFailures()) {
            return;
        }
        String text = failure == null
                ? "mitogen: " + ExitStatus.text(outcome.status())
                : failure instanceof ProgramFailure
                        ? failure.getMessage()
                        : "mitogen: " + Failures.text(failure, withTraces);
        boolean mayBeSilent = failure == null && !several || text.isEmpty();
        if (!mayBeSilent && (!several || told.add(alike(outcome.target(), text)))) {
            output.complain(outcome.target().name(), text);
        }
    }

    /** The text without what is different for each host. */
    private static String alike(Target target, String text) {
        String alike = text.replace(target.name(), "\0");
        for (ConnectionMethod hop : target.hops()) {
            if (hop instanceof Ssh ssh) {
                String host = "(?<![\\w.-])" + Pattern.quote(ssh.host()) + "(?![\\w-])";
                alike = alike.replaceAll(host, "\0");
            }
        }
        return alike.replaceAll("\\d+\\.\\d+\\.\\d+\\.\\d+", "\0").replaceAll("\\d+(\\.\\d+)? m?s\\b", "\0");
    }

    /** {@code 16 ok, 4 failed: 3 exited with 7 (web[3,5,7]), 1 refused the connection (web22)}. */
    public static String summary(List<Outcome> outcomes) {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        int failed = 0;
        for (Outcome outcome : outcomes) {
            if (outcome.failed()) {
                failed++;
                groups.computeIfAbsent(Phrases.of(outcome), key -> new ArrayList<>())
                        .add(outcome.target().name());
            }
        }
        List<String> texts = new ArrayList<>();
        groups.entrySet().stream()
                .sorted((a, b) -> b.getValue().size() - a.getValue().size())
                .forEach(group -> texts.add(group.getValue().size() + " " + group.getKey() + " ("
                        + FoldedNames.of(group.getValue()) + ")"));
        return "mitogen: " + (outcomes.size() - failed) + " ok, " + failed + " failed: " + String.join(", ", texts);
    }
}
