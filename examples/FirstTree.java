import static mitogen.connect.Local.local;

import mitogen.Call;
import mitogen.Context;

/**
 * Starts a JVM below the one that runs it, and another JVM below that one. Try it here, and on another machine:
 *
 * <pre>./mitogen java -t local,ssh:web1 examples/FirstTree.java</pre>
 */
class FirstTree {
    public static void main(String[] arguments) {
        Context here = Context.current();
        try (Context child = here.connect(local());
                Context grandchild = child.connect(local())) { // neither waits until it is up
            Call<Long> first = child.submit(() -> ProcessHandle.current().pid());
            Call<Long> second = grandchild.submit(() -> ProcessHandle.current().pid());
            System.out.println(here.name() + " is process " + ProcessHandle.current().pid());
            System.out.println(child.name() + " is process " + first.await());
            System.out.println(grandchild.name() + " is process " + second.await());
        }
    }
}
