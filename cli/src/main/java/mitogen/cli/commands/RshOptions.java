package mitogen.cli.commands;

import java.util.ArrayList;
import java.util.List;
import mitogen.cli.options.HelpOption;
import mitogen.cli.status.UsageException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that ssh has, and a few of our own. What cannot be done is refused, and not left out. */
final class RshOptions {
    @Option(names = "-l", paramLabel = "USER", description = "the account at the host")
    private String user;

    @Option(names = "-p", paramLabel = "PORT", description = "the port of the host")
    private String port;

    @Option(names = "-o", paramLabel = "OPTION", description = "ssh option, such as ConnectTimeout=3; may be repeated")
    private List<String> options = List.of();

    @Option(names = "-i", paramLabel = "FILE", description = "ssh private key")
    private String identity;

    @Option(names = "-F", paramLabel = "FILE", description = "ssh configuration file")
    private String config;

    @Option(names = "-J", paramLabel = "HOSTS", description = "jump hosts, as ssh has them")
    private String jump;

    @Option(names = "-C", description = "compress; -4, -6: only such addresses")
    private boolean compress;

    @Option(names = "-4", hidden = true)
    private boolean four;

    @Option(names = "-6", hidden = true)
    private boolean six;

    @Option(names = "-n", description = "leave standard input unread")
    private boolean noInput;

    @Option(names = "-s", description = "COMMAND is a subsystem: sftp")
    private boolean subsystem;

    @Option(names = "-G", description = "only show which target is meant")
    private boolean shows;

    @Option(names = "-v", description = "tell more; -vv: much more, and stack traces")
    private boolean[] verbosity = {};

    @Option(
            names = {"-a", "-k", "-q", "-T", "-x"},
            hidden = true,
            description = "what they turn off is off")
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private boolean[] off = {};

    @Option(names = "-e", hidden = true)
    @SuppressWarnings("UnusedVariable") // there is no escape character
    private String escape;

    @Option(
            names = "--target",
            paramLabel = "TARGET",
            description = "the target; HOST is then a name only. rsync, git and scp take no host with a slash in it")
    private String target;

    @Option(names = "--java", paramLabel = "PATH", description = "as for mitogen run, like the next ones")
    private String java;

    @Option(names = "--connect-timeout", paramLabel = "TIME")
    private String timeout;

    @Option(names = "--password-file", paramLabel = "[HOP=]FILE")
    private List<String> passwordFiles = List.of();

    @Option(names = "--password-command", paramLabel = "[HOP=]COMMAND")
    private List<String> passwordCommands = List.of();

    @Option(names = "--runtime")
    private boolean runtime;

    @Option(names = "--runtime-removed")
    private boolean runtimeRemoved;

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private HelpOption help;

    boolean hasNoInput() {
        return noInput;
    }

    boolean wantsSubsystem() {
        return subsystem;
    }

    boolean onlyShows() {
        return shows;
    }

    /** The same for {@code TargetOptions}. */
    List<String> translated(String host) {
        List<String> all = new ArrayList<>(List.of("-t", target(host)));
        put("-F", config, all);
        put("--identity", identity, all);
        put("--java", java, all);
        put("--connect-timeout", timeout, all);
        options.forEach(each -> put("-o", each, all));
        put("-o", jump == null ? null : "ProxyJump=" + jump, all);
        put("-o", compress ? "Compression=yes" : null, all);
        put("-o", four ? "AddressFamily=inet" : six ? "AddressFamily=inet6" : null, all);
        passwordFiles.forEach(each -> put("--password-file", each, all));
        passwordCommands.forEach(each -> put("--password-command", each, all));
        all.addAll(runtime ? List.of("--runtime") : List.of());
        all.addAll(runtimeRemoved ? List.of("--runtime-removed") : List.of());
        all.addAll(verbosity.length > 1 ? List.of("-vv") : verbosity.length > 0 ? List.of("-v") : List.of());
        return all;
    }

    private static void put(String option, String value, List<String> all) {
        if (value != null) {
            all.addAll(List.of(option, value));
        }
    }

    private String target(String host) {
        boolean whole = target != null || host.indexOf('/') >= 0;
        if (whole && (user != null || port != null)) {
            throw new UsageException("-l and -p are for a host alone, and " + (target == null ? host : target)
                    + " is a target\nWrite them into it, as in deploy@web1:2222/sudo.");
        }
        if (whole) {
            return target == null ? host : target;
        }
        int at = host.lastIndexOf('@');
        String name = host.substring(at + 1);
        String account = user != null ? user + "@" : host.substring(0, at + 1);
        boolean bare = name.indexOf(':') != name.lastIndexOf(':') && !name.startsWith("["); // IPv6
        return account + (bare ? "[" + name + "]" : name) + (port == null ? "" : ":" + port);
    }
}
