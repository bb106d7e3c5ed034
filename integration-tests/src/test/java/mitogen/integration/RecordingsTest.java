package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mitogen.fixtures.OwnCommand;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's recordings of a terminal: what its commands show at a real one.
 * {@code scripts/record} writes them anew. They depend on no JDK.
 */
@Tag("build")
@ExtendWith(LeakCheck.class)
@Timeout(120)
final class RecordingsTest {
    private static final Pattern RECORDING = Pattern.compile("(?<=\n```console\n).*?(?=```\n)", Pattern.DOTALL);

    private static final String PROMPT = "$ ";

    /** What the servers run. */
    private static final String APP = """
            #!/bin/sh
            case $1-$WHO in
            --version-web3) echo app 2.0.9 ;;
            --version-*) echo app 2.1.0 ;;
            check-web4) echo "/var is 97% full"; exit 7 ;;
            check-*) echo ok ;;
            disks-*) echo "/var 97%  /srv 41%" ;;
            esac
            """;

    @TempDir
    Path folder;

    @Test
    void theReadmeShowsWhatATerminalShows() throws Exception {
        Path page = Documents.page("README.md");
        String text = Files.readString(page);
        Matcher recordings = RECORDING.matcher(text);
        Path app =
                Files.writeString(Files.createDirectory(folder.resolve("bin")).resolve("app"), APP);
        Files.setPosixFilePermissions(app, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (SshFleet fleet = SshFleet.start(
                folder,
                List.of("web1", "web2", "web3", "web4"),
                "SetEnv SHLVL=1 PATH=" + app.getParent() + ":/usr/bin:/bin")) {
            String command = "mitogen() { c=$1; shift; " + OwnCommand.line() + " $c -F " + fleet.config + " \"$@\"; }";
            try (Tmux tmux = Tmux.start(folder, command)) {
                tmux.resize(100, 50);
                String recorded = recordings.replaceAll(each -> Matcher.quoteReplacement(record(tmux, each)));
                if (Boolean.getBoolean("record")) {
                    Files.writeString(page, recorded);
                } else {
                    assertEquals(text, recorded, "scripts/record writes it anew");
                }
            }
        }
    }

    /** Types the commands of a recording one after the other; gives what the screen shows then. */
    private static String record(Tmux tmux, MatchResult recording) {
        try {
            tmux.line("clear");
            tmux.until("an empty screen", screen -> screen.equals(PROMPT.strip()));
            for (String line : recording.group().lines().toList()) {
                if (line.startsWith(PROMPT)) {
                    tmux.line(line.substring(PROMPT.length()));
                    tmux.until(
                            "the end of " + line,
                            screen -> screen.contains(line) && screen.endsWith("\n" + PROMPT.strip()));
                }
            }
            String screen = tmux.screen();
            return screen.substring(0, screen.length() - 1);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
