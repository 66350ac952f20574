package io.zpci.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Messages of a real session, changed in every way: the server does not hang, fall or leak, and the
 * guest at the machine's other socket gets the same answers as ever. {@code -Dzpci.messages} says
 * how many, {@code -Dzpci.seed} which; a session that finds something is written to {@code
 * target/hostile}, and belongs to this package's resources then.
 */
class MutatedMessagesTest {
  private static final long SEED = Long.getLong("zpci.seed", 1);
  private static final long MESSAGES = Long.getLong("zpci.messages", 300_000);
  private static final int WARM_UP = 300;

  @TempDir Path folder;

  @Test
  void theServerServesOnAndTheOtherGuestDoesNotNotice() throws Exception {
    try (Attacked attacked = new Attacked(folder);
        HostileClient client = new HostileClient()) {
      AtomicBoolean over = new AtomicBoolean();
      SplittableRandom seeds = new SplittableRandom(SEED);
      for (int i = 0; i < WARM_UP; i++) {
        play(attacked, client, seeds.nextLong());
      }
      attacked.otherGuest();
      attacked.untilIdle();
      Resources before = Resources.now();
      AtomicInteger ran = new AtomicInteger();
      CompletableFuture<Void> guests = otherGuests(attacked, over, ran);
      long mutated = 0;
      try {
        // On until another guest has run beside it, however few messages that takes.
        while (mutated < MESSAGES || (ran.get() == 0 && !guests.isDone())) {
          mutated += play(attacked, client, seeds.nextLong());
        }
      } finally {
        over.set(true);
      }
      end(guests);
      assertTrue(ran.get() > 0, "no other guest ran");
      attacked.untilIdle();
      Resources.now().isNoMoreThan(before);
      attacked.otherGuest();
    }
  }

  private static void end(CompletableFuture<Void> guests) throws Exception {
    try {
      guests.get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("the other guest", e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("the other guest hangs", e);
    }
  }

  private static CompletableFuture<Void> otherGuests(
      Attacked attacked, AtomicBoolean over, AtomicInteger ran) {
    CompletableFuture<Void> end = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            while (!over.get()) {
              attacked.otherGuest();
              ran.incrementAndGet();
              Thread.sleep(20);
            }
            end.complete(null);
          } catch (Throwable e) {
            end.completeExceptionally(e);
          }
        });
    return end;
  }

  private static int play(Attacked attacked, HostileClient client, long seed) throws IOException {
    MutatedSession session = new MutatedSession(seed);
    int sent;
    try {
      sent = client.play(attacked.path(), session.messages(), seed);
    } catch (HostileClient.Hang | AssertionError e) {
      throw new AssertionError("session " + keep(session, seed), e);
    }
    List<String> failures = attacked.failures();
    if (!failures.isEmpty()) {
      throw new AssertionError("about session " + keep(session, seed) + ": " + failures);
    }
    return session.mutated(sent);
  }

  private static Path keep(MutatedSession session, long seed) throws IOException {
    Path kept = Path.of("target", "hostile", "%016x.txt".formatted(seed));
    Files.createDirectories(kept.getParent());
    return Files.write(kept, session.messages().stream().map(HostileMessage::toString).toList());
  }

  /** What once found something. */
  @Test
  void whatOnceFoundSomething() throws Exception {
    List<Path> found = new ArrayList<>();
    Path resources =
        Path.of(MutatedMessagesTest.class.getResource("hostile/messages.txt").toURI()).getParent();
    try (Stream<Path> files = Files.list(resources)) {
      files.filter(file -> file.getFileName().toString().startsWith("found-")).forEach(found::add);
    }
    try (Attacked attacked = new Attacked(folder);
        HostileClient client = new HostileClient()) {
      for (Path file : found) {
        List<HostileMessage> session =
            Files.readAllLines(file).stream().map(HostileMessage::parse).toList();
        client.play(attacked.path(), session, SEED);
        attacked.untilIdle();
        attacked.otherGuest();
        assertEquals(List.of(), attacked.failures(), file.toString());
      }
      assertTrue(!found.isEmpty(), "nothing was found?");
    }
  }

  /** The generator's messages are what it says: most are changed, and a session is its seed's. */
  @Test
  void aSessionIsItsSeeds() {
    SplittableRandom seeds = new SplittableRandom(SEED);
    int all = 0;
    int mutated = 0;
    for (int i = 0; i < 200; i++) {
      long seed = seeds.nextLong();
      MutatedSession one = new MutatedSession(seed);
      List<String> lines = one.messages().stream().map(HostileMessage::toString).toList();
      List<String> again =
          new MutatedSession(seed).messages().stream().map(HostileMessage::toString).toList();
      assertEquals(lines, again);
      List<String> parsed =
          lines.stream().map(line -> HostileMessage.parse(line).toString()).toList();
      assertEquals(lines, parsed, "as text and back");
      all += one.messages().size();
      mutated += one.mutated(one.messages().size());
    }
    assertTrue(mutated > all / 2, mutated + " of " + all);
  }
}
