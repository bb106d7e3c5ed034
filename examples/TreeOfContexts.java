import static mitogen.connect.Local.local;
import static mitogen.connect.Ssh.ssh;

import java.util.ArrayList;
import java.util.List;
import mitogen.Call;
import mitogen.ConnectFailedException;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.controller.Mitogen;

/**
 * A tree of places to run at, built without waiting and asked all at once. Each argument is a host to reach over ssh;
 * behind each host a further JVM is started. Without arguments the tree is three JVMs on this machine, one behind the
 * other.
 */
public final class TreeOfContexts {
    /** What a place tells about itself. Records and enums travel in both directions. */
    public record Facts(String user, String java, long process) {}

    /** A context with its depth in the tree, and the question that is under way to it. */
    private record Node(int depth, Context context, Call<Facts> facts) {}

    private TreeOfContexts() {}

    public static void main(String[] targets) {
        try (Mitogen mitogen = Mitogen.open()) {
            List<Node> tree = new ArrayList<>();
            Context root = mitogen.context();
            tree.add(ask(0, root));
            if (targets.length == 0) {
                Context first = root.connect(local()); // returns at once, and so do the next two:
                Context second = first.connect(local()); // they are already usable, long before they are up
                Context third = second.connect(local());
                tree.add(ask(1, first));
                tree.add(ask(2, second));
                tree.add(ask(3, third));
            }
            for (String target : targets) {
                Context host = root.connect(ssh(target));
                tree.add(ask(1, host));
                tree.add(ask(2, host.connect(local()))); // started by that host, not by us
            }
            tree.forEach(TreeOfContexts::print); // the first wait, after all of the work has been handed out
        }
    }

    private static Node ask(int depth, Context context) {
        return new Node(depth, context, context.submit(TreeOfContexts::facts));
    }

    /** Runs at each of the places. */
    static Facts facts() {
        return new Facts(
                System.getProperty("user.name"),
                System.getProperty("java.version"),
                ProcessHandle.current().pid());
    }

    private static void print(Node node) {
        String line = "   ".repeat(node.depth()) + node.context().name();
        try {
            Facts facts = node.facts().await();
            System.out.println(line + ": process " + facts.process() + " of " + facts.user() + ", Java " + facts.java());
        } catch (ConnectFailedException | ContextLostException unreachable) {
            System.out.println(line + ": " + unreachable.getMessage());
        }
    }
}
