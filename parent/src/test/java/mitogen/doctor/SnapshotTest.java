package mitogen.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is made of the script's output; what the script does, integration tests show. */
final class SnapshotTest {
    private static final String BEFORE =
            """
            some banner
            %% self 90 1000
            %% files
            drwxrwxrwt 9 0 0 4096 Nov 24 10:33 /tmp/
            -rw-r--r-- 1 1000 1000 5 Nov 24 10:33 /tmp/grows
            %% mounts
            proc /proc proc rw 0 0
            tmpfs /tmp tmpfs rw 0 0
            %% processes
            """ + process(1, 0, 0) + process(80, 1, 1000) + process(90, 80, 1000) + "%% commands\n\n%% end\n";

    private static final String AFTER =
            """
            %% self 190 1000
            %% files
            drwxrwxrwt 9 0 0 8192 Nov 25 10:33 /tmp/
            -rw-r--r-- 1 1000 1000 6 Nov 24 10:33 /tmp/grows
            -rw-r--r-- 1 1000 1000 12345 Jan  1  2020 /tmp/two words
            lrwxrwxrwx 1 1000 1000 3 Nov 24 10:33 /tmp/link -> /etc
            crw------- 1 1000 1000 1, 3 Nov 24 10:33 /tmp/null
            ls: nonsense
            -rw-r--r-- 1 0 0 5 Nov 24 10:33 /tmp/of another account
            %% mounts
            proc /proc proc rw 0 0
            tmpfs /tmp tmpfs rw 0 0
            tmpfs /tmp tmpfs rw 0 0
            %% processes
            """ + process(1, 0, 0) + process(80, 1, 1000) + process(170, 1, 0) + process(171, 1, 1000)
                    + process(172, 1, 1000) + process(180, 80, 1000) + process(190, 180, 1000) + process(191, 190, 1000)
                    + "%% commands\n==> /proc/1/cmdline <==\ninit\0\n==> /proc/171/cmdline <==\nsh\0-c\0two\nlines\0"
                    + "\n==> /proc/172/cmdline <==\n\n%% end\n";

    private static String process(int pid, int parent, int user) {
        return "Name:\tname" + pid + "\nState:\tS (sleeping)\nPid:\t" + pid + "\nPPid:\t" + parent + "\nUid:\t" + user
                + "\t" + user + "\n";
    }

    @Test
    void whatAppeared() {
        Snapshot before = new Snapshot(BEFORE);
        Snapshot after = new Snapshot(AFTER);
        assertEquals(List.of(), after.unseen());
        assertEquals(
                List.of(
                        "/tmp/grows: file, 6 bytes; before: file, 5 bytes",
                        "/tmp/two words: file, 12345 bytes",
                        "/tmp/link -> /etc: link",
                        "/tmp/null: device"),
                after.filesSince(before));
        assertEquals(List.of("tmpfs /tmp tmpfs rw 0 0"), after.mountsSince(before), "a second one over the first");
        assertEquals(
                List.of("171: sh -c two\nlines", "172: name172"),
                after.processesSince(before),
                "not another account's, not the script's, nor what that was started by");
        assertEquals(List.of(), before.filesSince(before));
        assertEquals(List.of(), before.processesSince(before));
    }

    @Test
    void whatCouldNotBeSeenIsTold() {
        assertEquals(
                List.of(
                        "all, as the script did not come to its end",
                        "files, as there is no find",
                        "processes and mounts, as there is no /proc"),
                new Snapshot("%% self 90 1000\n%% files\n").unseen());
    }
}
