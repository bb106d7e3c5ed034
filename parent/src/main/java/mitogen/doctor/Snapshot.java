package mitogen.doctor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files, processes and mounts of a place at one moment, as a shell script tells them that runs there without anything of
 * ours.
 */
final class Snapshot {
    /**
     * Any POSIX {@code sh}, with {@code find} and {@code tail} as GNU and BusyBox have them. No single quotes and the like, see
     * {@link mitogen.methods.CommandMethod#command}.
     */
    static final String SCRIPT = "PATH=$PATH:/usr/bin:/bin;LC_ALL=C;export PATH LC_ALL;u=`id -u`;echo %% self $$ $u;"
            + "echo %% files;for d in /tmp /var/tmp /dev/shm \"$TMPDIR\" \"$XDG_RUNTIME_DIR\" /run/user/$u \"$HOME\";do"
            + " [ -d \"$d\" ]&&find \"$d/\" -xdev -maxdepth 2 -exec ls -dln {} + 2>/dev/null;done;"
            + "echo %% mounts;cat /proc/self/mounts 2>/dev/null;"
            + "echo %% processes;cat /proc/[0-9]*/status 2>/dev/null;"
            + "echo %% commands;tail -n +1 /proc/[0-9]*/cmdline 2>/dev/null;echo;echo %% end";

    /** Mode, links, owner, group, size, date, name: {@code -rw-r--r-- 1 0 0 12 Nov 24 10:33 /tmp/x}. */
    private static final Pattern FILE = Pattern.compile("(.)\\S+ +\\d+ +(\\d+) +\\d+ +(.*?) +\\S+ +\\S+ +\\S+ (/.*)");

    private static final Pattern COMMAND =
            Pattern.compile("(?s)==> /proc/(\\d+)/cmdline <==\\n(.*?)(?=\\n==> /proc/|\\z)");

    private record Running(long parent, String user, String name) {}

    private long self;
    private String user = "";
    private boolean complete;
    private boolean sawFiles; // though none may be of this account
    private final Map<String, String> files = new LinkedHashMap<>();
    private final Map<Long, Running> processes = new LinkedHashMap<>();
    private final Map<Long, String> commands = new HashMap<>();
    private final List<String> mounts = new ArrayList<>();

    /** @param text what the script printed */
    Snapshot(String text) {
        for (String section : text.split("(?m)^%% ")) {
            String[] parts = section.split("\n", 2);
            String rest = parts.length > 1 ? parts[1] : "";
            String[] words = parts[0].split(" ", -1);
            switch (words[0]) {
                case "self" -> {
                    self = Long.parseLong(words[1]);
                    user = words[2];
                }
                case "files" -> rest.lines().forEach(this::file);
                case "mounts" -> rest.lines().forEach(mounts::add);
                case "processes" -> processes(rest);
                case "commands" -> {
                    for (Matcher command = COMMAND.matcher(rest); command.find(); ) {
                        commands.put(
                                Long.valueOf(command.group(1)),
                                command.group(2).replace('\0', ' ').strip());
                    }
                }
                case "end" -> complete = true;
                default -> {
                    // what login shells and the like print
                }
            }
        }
    }

    private void file(String line) {
        Matcher file = FILE.matcher(line);
        sawFiles |= file.matches();
        if (file.matches() && file.group(2).equals(user)) {
            boolean plain = file.group(1).equals("-"); // a directory's size depends on what was in it once
            files.put(file.group(4), plain ? "file, " + file.group(3) + " bytes" : kind(file.group(1)));
        }
    }

    private static String kind(String letter) {
        return switch (letter) {
            case "d" -> "directory";
            case "l" -> "link";
            case "s" -> "socket";
            case "p" -> "pipe";
            default -> "device";
        };
    }

    /** {@code Name:}, {@code Pid:}, {@code PPid:}, {@code Uid:} of each process, in this order, among other lines. */
    private void processes(String status) {
        Map<String, String> fields = new HashMap<>();
        for (String line : status.split("\n", -1)) {
            String[] field = line.split(":\\s*", 2);
            if (field.length == 2) {
                fields.put(field[0], field[1]);
            }
            if (field[0].equals("Uid")) {
                processes.put(
                        Long.valueOf(fields.get("Pid")),
                        new Running(
                                Long.parseLong(fields.get("PPid")),
                                field[1].split("\\s", 2)[0],
                                fields.get("Name") + (fields.get("State").startsWith("Z") ? " (zombie)" : "")));
            }
        }
    }

    /** What could not be looked at. */
    List<String> unseen() {
        List<String> unseen = new ArrayList<>();
        if (!complete) {
            unseen.add("all, as the script did not come to its end");
        }
        if (!sawFiles) {
            unseen.add("files, as there is no find");
        }
        if (processes.isEmpty() || mounts.isEmpty()) {
            unseen.add("processes and mounts, as there is no /proc");
        }
        return unseen;
    }

    List<String> filesSince(Snapshot before) {
        List<String> appeared = new ArrayList<>();
        files.forEach((name, what) -> {
            String then = before.files.get(name);
            if (!what.equals(then)) {
                appeared.add(name + ": " + what + (then == null ? "" : "; before: " + then));
            }
        });
        return appeared;
    }

    List<String> mountsSince(Snapshot before) {
        List<String> appeared = new ArrayList<>(mounts);
        before.mounts.forEach(appeared::remove);
        return appeared;
    }

    /** Those of this account; not the script's own, and not what it was started by. */
    List<String> processesSince(Snapshot before) {
        Set<Long> above = new HashSet<>();
        for (Running process = processes.get(self); process != null; process = processes.get(process.parent)) {
            above.add(process.parent);
        }
        List<String> appeared = new ArrayList<>();
        processes.forEach((pid, process) -> {
            if (process.user.equals(user)
                    && !before.processes.containsKey(pid)
                    && !above.contains(pid)
                    && !isBelow(pid)) {
                String command = commands.getOrDefault(pid, "");
                appeared.add(pid + ": " + (command.isEmpty() ? process.name : command));
            }
        });
        return appeared;
    }

    private boolean isBelow(long pid) {
        long at = pid;
        while (at != self && processes.containsKey(at)) {
            at = processes.get(at).parent;
        }
        return at == self;
    }
}
