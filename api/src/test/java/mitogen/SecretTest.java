package mitogen;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class SecretTest {
    @Test
    void arraysAreCopied() {
        char[] text = {'a', '\u00e4', '\u4e2d'};
        Secret secret = new Secret(text);
        text[0] = 'x';
        secret.chars()[1] = 'x';
        assertArrayEquals(new char[] {'a', '\u00e4', '\u4e2d'}, secret.chars());
        assertEquals("a\u00e4\u4e2d", secret.reveal());
        assertEquals(new Secret("a\u00e4\u4e2d"), secret);
        assertEquals(new Secret("a\u00e4\u4e2d").hashCode(), secret.hashCode());
    }

    @Test
    void oneThatWasWipedIsOfNoUse() {
        Secret secret = new Secret("text");
        secret.wipe();
        secret.wipe();
        assertThrows(IllegalStateException.class, secret::reveal);
        assertThrows(IllegalStateException.class, secret::chars);
        assertNotEquals(new Secret("text"), secret);
        assertNotEquals(secret, new Secret("text"));
        Secret another = new Secret("");
        another.wipe();
        assertNotEquals(another, secret);
        assertEquals("****", secret.toString());
    }
}
