package io.zpci.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventStreamTest {
  private final List<ServeEvent> got = new CopyOnWriteArrayList<>();

  @Test
  void whatIsPostedBeforeTheStartComesToo() {
    EventStream stream = new EventStream((nanos, event) -> got.add(event));
    stream.post(new ServeEvent.Connected("a"));
    stream.start();
    stream.post(new ServeEvent.Connected("b"));
    stream.close();
    assertEquals(List.of(new ServeEvent.Connected("a"), new ServeEvent.Connected("b")), got);
  }

  @Test
  void whatNeverStartedSaysNothing() {
    EventStream stream = new EventStream((nanos, event) -> got.add(event));
    stream.post(new ServeEvent.Connected("a"));
    stream.close();
    assertEquals(List.of(), got);
  }

  @Test
  void aListenerThatStandsStillKeepsNobodyWaiting() throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    EventStream stream =
        new EventStream((nanos, event) -> {
          inside.countDown();
          try {
            go.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          got.add(event);
        });
    stream.start();
    stream.post(new ServeEvent.Connected("first"));
    inside.await();
    for (int i = 0; i < 5000; i++) {
      stream.post(new ServeEvent.Connected("f" + i));
    }
    go.countDown();
    stream.close();
    assertEquals(1 + 4096 + 1, got.size());
    assertEquals(new ServeEvent.Connected("f4095"), got.get(4096));
    assertEquals(new ServeEvent.Missing(5000 - 4096), got.getLast());
  }
}
