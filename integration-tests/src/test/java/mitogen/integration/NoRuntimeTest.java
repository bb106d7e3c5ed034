package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mitogen.connect.Exec;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import mitogen.controller.Runtimes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No Java is sent: none is asked for, the archive is none, or what asks for it is no shell of ours. A shell tells, on
 * each JDK.
 */
@Tag("build")
final class NoRuntimeTest extends BareRootFixture {
    @TempDir
    Path folder;

    private void open(Runtimes runtimes) {
        mitogen = Mitogen.open(Options.defaults().withRuntimes(runtimes));
    }

    private void fails(Exec method, String... words) {
        BareRoot.fails(mitogen, method, words);
    }

    @Test
    void onlyWhereItIsAllowedAndAskedFor() throws Exception {
        open(Runtimes.linked());
        fails(bare.place("").withJava("/no/java"), "no java there", "/no/java");
        mitogen.close();
        open(Runtimes.none());
        fails(bare.place(""), "Install Java 17 or newer there, or name it with --java PATH", "--runtime");
        assertEquals(List.of(), bare.files("root"));
    }

    @Test
    void farSideThatMakesTrouble() throws Exception {
        open(Runtimes.linked()
                .withArchive("linux-x86_64", Files.writeString(folder.resolve("some.tar.gz"), "it does not matter")));
        fails(BareRoot.says("echo $_N platform ../x; exec sleep 60"), "it says that its platform is '../x'");
        Exec endless = BareRoot.says(
                "while :; do echo $_N platform Linux x86_64 none; echo $_N send; echo $_N unpack; sleep 0.1; done");
        fails(endless, "cannot be read as a .tar.gz");
    }

    @Test
    void archiveOfAnotherKind() throws Exception {
        Path wrong = Files.writeString(folder.resolve("wrong.tar.gz"), "this is none");
        open(Runtimes.none().withArchive("linux-x86_64", wrong));
        fails(bare.place(""), "the archive " + wrong + ", given for linux-x86_64, cannot be read as a .tar.gz");
        List<String> words = new ArrayList<>(List.of("setarch", "i686"));
        words.addAll(bare.place("").prefix());
        fails(
                Exec.exec(words.toArray(new String[0])),
                "there is none for linux-i686; the controller's own Java is for linux-",
                "archives were given for [linux-x86_64]; give one: --runtime-archive linux-i686=FILE.tar.gz");
    }
}
