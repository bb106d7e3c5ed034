package mitogen.cli.top;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import mitogen.cli.options.ContextOptions;
import mitogen.cli.options.SessionOptions;
import mitogen.cli.options.TargetOptions;
import mitogen.cli.status.NotServed;
import mitogen.cli.status.UsageException;
import mitogen.cli.system.Terminal;
import mitogen.cli.words.Durations;
import mitogen.cli.work.CommandWork;
import mitogen.cli.work.Execution;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mitogen top}: how busy the targets are. */
@Command(
        name = "top",
        sortOptions = false,
        description = {
            "Show how busy each target is: processors, load, memory, disk, and the busiest process.",
            "On a terminal, the table is drawn again and again, until Ctrl-C. The targets need Linux, and no Java."
        },
        footer = {
            "",
            "Examples:",
            "  mitogen top -t web[01-20]",
            "  mitogen top -t web1,db1 --interval 10",
            "  mitogen top -t 'web*' --count 1",
            "  mitogen top -t 'web*' --json"
        })
public final class Top implements Callable<Integer> {
    /** The last line of a reading. */
    static final String END = "top: end";

    /** Prints readings: one at once, another after a second, which is the first with figures, and so many in all as $1 says. */
    static final String SCRIPT =
            "[ -r /proc/stat ] || { echo 'there is no /proc here: top needs Linux' >&2; exit 1; }\n"
                    + "reading() {\n"
                    + "  echo \"load $(cat /proc/loadavg)\"; echo \"up $(cat /proc/uptime)\"; head -n 1 /proc/stat; cat /proc/meminfo\n"
                    + "  echo \"disk $(df -P -k / 2>/dev/null | tail -n 1)\"; cat /proc/[0-9]*/stat 2>/dev/null; echo "
                    + END + "\n"
                    + "}\n"
                    + "reading; sleep 1; told=0\n"
                    + "while :; do\n"
                    + "  reading || exit 0; told=$((told + 1)); [ $told = \"$1\" ] && exit 0; sleep \"$2\"\n"
                    + "done\n";

    private final Terminal terminal;

    @Mixin
    private TargetOptions options;

    @Mixin
    private ContextOptions contexts;

    @Mixin
    private SessionOptions session;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            description = "how long between two tables, in whole seconds: 5, 1m (default: 2)")
    private String interval = "2";

    @Option(names = "--count", paramLabel = "N", description = "end after so many tables (default: none)")
    private String count;

    @Option(names = "--json", description = "print an object for each target and interval, on a line of its own")
    private boolean json;

    public Top(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (terminal.surroundings().session() != null && terminal.screen()) {
            throw new NotServed(); // a session cannot ask for the size of its client's screen
        }
        options.check();
        options.requireTarget("top", List.of());
        session.check(terminal.surroundings());
        Duration time = Durations.of("--interval", interval);
        if (time.toMillis() % 1000 != 0) {
            throw new UsageException("--interval takes whole seconds, not '" + interval + "'\nThe least is 1.");
        }
        options.showAs((same, targets) -> new TopOutput(terminal, targets, json));
        mitogen.Command command = mitogen.Command.of(
                "sh", "-c", SCRIPT, "top", Integer.toString(tables()), Long.toString(time.toSeconds()));
        return Execution.run(terminal, options, contexts, new CommandWork(command, null));
    }

    /** How many; 0 for no end. */
    private int tables() {
        try {
            int number = count == null ? 0 : Integer.parseInt(count);
            if (count == null || number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // as below
        }
        throw new UsageException("--count takes a number above 0, not '" + count + "'\nWithout it, Ctrl-C is the end.");
    }
}
