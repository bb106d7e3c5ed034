package mitogen.cli.commands;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import mitogen.cli.options.TargetOptions;
import mitogen.cli.status.UsageException;
import mitogen.cli.system.Terminal;
import mitogen.cli.work.Execution;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mitogen forward}: ports and sockets, until it is interrupted. */
@Command(
        name = "forward",
        sortOptions = false,
        description = {
            "Forward ports and Unix sockets from and to a target, until Ctrl-C.",
            "Options are as for ssh. Without BIND, only programs of the same machine can connect; '*' lets everybody"
                    + " in. Port 0 is a free port. A path in place of a port or of HOST:PORT is a Unix socket."
        },
        footer = {
            "",
            "Examples:",
            "  mitogen forward -t web1 -L 15432:db.internal:5432",
            "  mitogen forward -t bastion/web1 -L 8080:localhost:80 -D 1080",
            "  mitogen forward -t web1 -R 9000:localhost:3000",
            "  mitogen forward -t web1/sudo -L /tmp/docker.sock:/run/docker.sock"
        })
public final class Forwarding implements Callable<Integer> {
    private static final String FORMAT = "[BIND:]PORT:HOST:PORT";

    private final Terminal terminal;

    @Mixin
    private TargetOptions options;

    @Option(
            names = "-L",
            paramLabel = FORMAT,
            description = "listen here, and connect from the target; may be repeated, as the next two")
    private List<String> local = List.of();

    @Option(names = "-R", paramLabel = FORMAT, description = "listen at the target, and connect from here")
    private List<String> remote = List.of();

    @Option(
            names = "-D",
            paramLabel = "[BIND:]PORT",
            description = "listen here as a SOCKS 5 server, and connect from the target to where a client wants to go")
    private List<String> socks = List.of();

    public Forwarding(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        options.check();
        List<ForwardSpec> specs = new ArrayList<>();
        local.forEach(text -> specs.add(ForwardSpec.parse(ForwardSpec.Kind.LOCAL, text)));
        remote.forEach(text -> specs.add(ForwardSpec.parse(ForwardSpec.Kind.REMOTE, text)));
        socks.forEach(text -> specs.add(ForwardSpec.parse(ForwardSpec.Kind.SOCKS, text)));
        if (specs.isEmpty()) {
            throw new UsageException("nothing is to be forwarded\nTry: mitogen forward -t TARGET -L 8080:localhost:80");
        }
        options.requireTarget("forward", words());
        if (options.targets(terminal).size() > 1) {
            throw new UsageException("mitogen forward takes one target, and got several"
                    + "\nRun it once for each: what listens here can lead to one of them only.");
        }
        return Execution.run(terminal, options, new ForwardWork(specs));
    }

    private List<String> words() {
        List<String> words = new ArrayList<>();
        local.forEach(text -> words.addAll(List.of("-L", text)));
        remote.forEach(text -> words.addAll(List.of("-R", text)));
        socks.forEach(text -> words.addAll(List.of("-D", text)));
        return words;
    }
}
