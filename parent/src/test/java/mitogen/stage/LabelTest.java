package mitogen.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LabelTest {
    @Test
    void saysWhoseItIsAndWhich() {
        String label = Label.of("alice@laptop:4711", "ssh:bob@bastion:22/sudo:root");
        assertEquals("alice@laptop:4711:ssh:bob@bastion:22/sudo:root", label);
        assertEquals("alice@laptop:4711", Label.whose(label), "and so it goes on to contexts below");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                "$(id)",
                "`id`",
                "a;b",
                "a'b",
                "a\"b",
                "a\\b",
                "a!b",
                "a\nb",
                "a*b?",
                "~",
                "{a,b}",
                "\033[2J",
                "a&b",
                "a|b",
                "a<b>c",
                "#",
                "%h",
                "(a)",
                "[a]",
                "^",
                "M\u00fcnchen",
                "\u202egnp"
            })
    void isAWordToEveryShell(String name) {
        String label = Label.of("x@" + name + ":1", "ssh:" + name);
        assertTrue(label.matches("[A-Za-z0-9@:/.+,=_-]+"), label);
    }

    @Test
    void isBounded() {
        String name = "ssh:web1/".repeat(1000) + "sudo:root";
        String label = Label.of("x".repeat(1000), name);
        assertTrue(label.length() < 330, label);
        assertTrue(label.endsWith("/ssh:web1/sudo:root"), label);
    }
}
