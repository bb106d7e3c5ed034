package mitogen.cli.targets;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mitogen.ConnectionMethod;

/**
 * The targets of a selection, in the order in which they were named. What is written out twice is two targets. What a
 * list, a range or a pattern names once more is not.
 */
public final class Selected {
    private final List<Target> targets = new ArrayList<>();
    private final Set<List<ConnectionMethod>> known = new HashSet<>();
    private final Map<String, Integer> writtenOut = new HashMap<>();

    void add(Target target) {
        if (known.add(target.hops())) {
            targets.add(target);
        }
    }

    /** Adds a target that somebody wrote; the second time it gets a number. */
    public void addWrittenOut(Target target) {
        int times = writtenOut.merge(target.text(), 1, Integer::sum);
        if (times > 1) {
            targets.add(new Target(target.text() + "#" + times, target.text(), target.hops()));
        } else if (known.add(target.hops())
                || targets.stream().noneMatch(other -> other.text().equals(target.text()))) {
            targets.add(target);
        }
    }

    /** What was selected so far. */
    public List<Target> targets() {
        return List.copyOf(targets);
    }
}
