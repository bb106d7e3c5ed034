package mitogen.cli.targets;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import mitogen.ConnectionMethod;
import mitogen.connect.Ssh;

/** Which targets are left out: each that is named, with all that lies behind it. */
public final class Exclusion {
    private Exclusion() {}

    /** The hosts of the first hops, which a pattern may stand for; what they are called here, and what ssh calls them. */
    public static Set<String> hosts(List<Target> targets) {
        Set<String> hosts = new LinkedHashSet<>();
        for (Target target : targets) {
            hosts.add(target.text().replaceFirst("[/?].*", ""));
            if (target.hops().get(0) instanceof Ssh ssh) {
                hosts.add(ssh.host());
            }
        }
        return hosts;
    }

    /** Removes the targets that were excluded. */
    public static List<Target> from(List<Target> targets, List<Target> excluded) {
        List<Target> left = new ArrayList<>(targets);
        left.removeIf(target -> excluded.stream().anyMatch(each -> covers(each, target)));
        return left;
    }

    private static boolean covers(Target excluded, Target target) {
        if (excluded.text().equals(target.text())) {
            return true;
        }
        int count = excluded.hops().size();
        if (count > target.hops().size()) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            if (!covers(excluded.hops().get(i), target.hops().get(i))) {
                return false;
            }
        }
        return true;
    }

    /** A host alone stands for all its accounts and ports. */
    private static boolean covers(ConnectionMethod excluded, ConnectionMethod hop) {
        return excluded.equals(hop)
                || excluded instanceof Ssh one
                        && hop instanceof Ssh other
                        && one.host().equals(other.host())
                        && (one.user() == null || one.user().equals(other.user()))
                        && (one.port() == 0 || one.port() == other.port());
    }
}
