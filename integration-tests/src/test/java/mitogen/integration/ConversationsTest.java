package mitogen.integration;

import static mitogen.testing.InProcess.inProcess;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import mitogen.Context;
import mitogen.Receiver;
import mitogen.Service;
import mitogen.controller.Mitogen;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What crosses a link, frame for frame and byte for byte, as the files say, which show what a change does to the wire. To
 * write them anew: {@code -Dmitogen.golden=write}. Frames that do not wait for each other may come in another order.
 */
@Timeout(60)
@ExtendWith(LeakCheck.class)
final class ConversationsTest {
    private static final boolean WRITE = "write".equals(System.getProperty("mitogen.golden"));
    private static final Pattern BETWEEN_FRAMES = Pattern.compile("(?m)^(?=[<>] )");

    private final Conversation conversation = new Conversation();
    private Mitogen mitogen;
    private Context worker;

    @BeforeEach
    void open() {
        mitogen = Mitogen.open();
        worker = mitogen.connect(inProcess().over(conversation));
        worker.await();
        conversation.begin();
    }

    @AfterEach
    void close() {
        mitogen.close();
    }

    private void assertSaid(String name) throws Exception {
        Path file = Documents.page("integration-tests/src/test/resources/conversations/" + name + ".txt");
        if (WRITE) {
            Thread.sleep(1000); // nobody knows how much comes
            Files.createDirectories(file.getParent());
            Files.writeString(file, String.join("", conversation.texts()));
        }
        List<String> golden =
                BETWEEN_FRAMES.splitAsStream(Files.readString(file)).toList();
        Await.until("all of " + file + " is said", () -> conversation.texts().size() >= golden.size());
        assertEquals(sorted(golden), sorted(conversation.texts()), "what crossed the link is not what is in " + file);
    }

    private static String sorted(List<String> frames) {
        return String.join("", frames.stream().sorted().toList());
    }

    @Test
    void call() throws Exception {
        assertEquals("hello you", worker.call(new Spoken.Greet("you")));
        assertSaid("call");
    }

    @Test
    void classFetch() throws Exception {
        assertTrue(worker.call(new Spoken.Load(Spoken.Unforeseen.class.getName())));
        assertSaid("class");
    }

    @Test
    void channel() throws Exception {
        Receiver<Integer> numbers = mitogen.context().receiver();
        assertTrue(worker.call(new Spoken.Count(numbers.sender())));
        int sum = 0;
        for (int number : numbers) {
            sum += number;
        }
        assertEquals(3, sum);
        assertSaid("channel");
    }

    @Test
    void service() throws Exception {
        Service<Spoken.Shelf> service = mitogen.context().offer(Spoken.Shelf.class, () -> number -> "book " + number);
        service.grant(worker, "take");
        assertEquals("book 7", worker.call(new Spoken.Borrow(service.proxy())));
        assertSaid("service");
    }

    /** The second connect: with the first one the worker also gets the classes that make a parent of it. */
    @Test
    void connectAndClose() throws Exception {
        worker.connect(inProcess()).await();
        conversation.begin();
        Context below = worker.connect(inProcess());
        below.await();
        assertSaid("connect");
        conversation.begin();
        below.close();
        assertSaid("close");
    }
}
