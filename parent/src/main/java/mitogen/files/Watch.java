package mitogen.files;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.WatchService;
import mitogen.Context;
import mitogen.Receiver;
import mitogen.Sender;

/**
 * Watches directories there, as long as the channel is open through which it is told which ones.
 *
 * @param answers takes the sender for orders, then a number for each, or a {@link Failure}
 * @param events takes what happened, see {@link Watched}
 */
record Watch(Sender<Object> answers, Sender<Object> events) implements Order {
    @Override
    public Object work() throws IOException {
        try (WatchService service = FileSystems.getDefault().newWatchService();
                Receiver<byte[]> orders = Context.current().receiver()) {
            Watched watched = new Watched(service, answers, events);
            answers.send(orders.sender());
            orders.onReady(() -> watched.obey(orders));
            watched.tell();
        } catch (ClosedWatchServiceException e) {
            // it was closed because nobody orders any more
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return null;
    }
}
