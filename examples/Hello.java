import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Says where it runs. Try it on machines that have never seen it:
 *
 * <pre>./mitogen java -t local,ssh:deploy@web1 examples/Hello.java</pre>
 */
class Hello {
    public static void main(String[] args) throws IOException {
        System.out.println("Hello " + String.join(" ", args) + " from " + hostName());
        fact("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version") + " " + System.getProperty("os.arch"));
        fact("java", System.getProperty("java.version") + " in " + System.getProperty("java.home"));
        fact("user", System.getProperty("user.name"));
        fact("process", ProcessHandle.current().pid() + ", child of " + parent());
        fact("load", load());
    }

    private static void fact(String name, Object value) {
        System.out.printf("  %-8s %s%n", name, value);
    }

    private static String hostName() throws IOException {
        Path kernelsOwn = Path.of("/proc/sys/kernel/hostname");
        return Files.exists(kernelsOwn)
                ? Files.readString(kernelsOwn).strip()
                : InetAddress.getLocalHost().getHostName();
    }

    private static String parent() {
        return ProcessHandle.current()
                .parent()
                .map(parent -> parent.pid() + parent.info().command().map(path -> " (" + path + ")").orElse(""))
                .orElse("nobody");
    }

    private static String load() throws IOException {
        Path file = Path.of("/proc/loadavg");
        int cpus = Runtime.getRuntime().availableProcessors();
        return (Files.exists(file) ? Files.readString(file).strip().replaceAll(" \\S+ \\S+$", "") : "unknown")
                + " on " + cpus + (cpus == 1 ? " processor" : " processors");
    }
}
