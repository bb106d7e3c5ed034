package mitogen.cli.commands;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import mitogen.Command;
import mitogen.cli.options.TargetOptions;
import mitogen.cli.status.ExitStatus;
import mitogen.cli.status.UsageException;
import mitogen.cli.system.SharedInput;
import mitogen.cli.system.Terminal;
import mitogen.cli.targets.Target;
import mitogen.cli.words.Arguments;
import mitogen.cli.words.Quoted;
import mitogen.cli.work.CommandWork;
import mitogen.cli.work.Execution;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;

/** {@code mitogen rsh}: rsync, git and scp start it instead of ssh. */
@CommandLine.Command(
        name = "rsh",
        sortOptions = false,
        description = {
            "Run a command line at one host in the place of ssh, for rsync, git and scp.",
            "The words of the command are joined by blanks, and the shell of the account there runs them, as with ssh."
        },
        footer = {
            "",
            "Examples:",
            "  rsync -a -e 'mitogen rsh' build/ web1:build/",
            "  rsync -a -e 'mitogen rsh --target web1/sudo' build/ there:/srv/build/",
            "  GIT_SSH_COMMAND='mitogen rsh' git clone deploy@web1:app.git"
        })
public final class Rsh implements Callable<Integer> {
    /** scp asks for a subsystem, whose program each system has elsewhere. */
    private static final String SFTP = "for p in /usr/lib/openssh /usr/libexec/openssh /usr/lib/ssh /usr/libexec"
            + " /usr/lib /usr/libexec/ssh; do [ -x $p/sftp-server ] && exec $p/sftp-server; done;"
            + " echo 'there is no sftp-server here; try scp -O' >&2; exit 127";

    private final Terminal terminal;

    @Mixin
    private RshOptions ssh;

    @Parameters(index = "0", paramLabel = "HOST", description = "[USER@]HOST, or a target")
    private String host;

    @Parameters(index = "1..*", paramLabel = "COMMAND", description = "the command line, in one word or in several")
    private List<String> command = List.of();

    public Rsh(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        TargetOptions options = new TargetOptions();
        CommandLine line =
                new CommandLine(CommandSpec.create().addMixin("targets", CommandSpec.forAnnotatedObject(options)));
        line.setExpandAtFiles(false);
        line.parseArgs(ssh.translated(host).toArray(new String[0]));
        options.check();
        List<Target> targets = options.targets(terminal);
        if (targets.size() > 1) {
            throw new UsageException("mitogen rsh takes one host, and got several\nTry: mitogen run -t " + host);
        }
        if (ssh.onlyShows()) {
            terminal.out().println("target " + targets.get(0).way());
            return ExitStatus.OK;
        }
        SharedInput input = ssh.hasNoInput() || !terminal.input().mayBeRead()
                ? null
                : new SharedInput(terminal.input().stream(), 1);
        return Execution.run(terminal, options, new CommandWork(remote(), input));
    }

    private Command remote() {
        if (command.isEmpty()) {
            throw new UsageException("there is no command, and mitogen rsh has no shell to type in\nTry: mitogen rsh "
                    + Quoted.word(host) + " uptime");
        }
        if (!ssh.wantsSubsystem()) {
            return shell(joined());
        }
        if (!command.equals(List.of("sftp"))) {
            throw new UsageException("-s knows the subsystem sftp alone, and not " + command.get(0)
                    + "\nRun its program: leave out -s, and give its path there.");
        }
        return Command.of("sh", "-c", SFTP);
    }

    private byte[] joined() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (String word : command) {
            if (line.size() > 0) {
                line.write(' ');
            }
            line.writeBytes(Arguments.bytes(word));
        }
        return line.toByteArray();
    }

    /** sshd and sudo say in SHELL which shell the account has. */
    private static Command shell(byte[] line) {
        List<byte[]> words =
                new ArrayList<>(Arguments.bytes(List.of("sh", "-c", "exec \"${SHELL:-/bin/sh}\" -c \"$1\"", "sh")));
        words.add(line);
        return Command.ofBytes(words);
    }
}
