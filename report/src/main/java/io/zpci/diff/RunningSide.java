package io.zpci.diff;

import io.zpci.machine.RanOperation;
import io.zpci.machine.RouteStart;
import io.zpci.machine.RunListener;
import io.zpci.workload.Issued;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run that goes on in a thread of its own, a few operations ahead of who takes them: so two
 * runs can be held against each other without keeping either.
 */
final class RunningSide implements AutoCloseable {
  private static final int AHEAD = 64;

  private final BlockingQueue<Item> items = new ArrayBlockingQueue<>(AHEAD);
  private final Thread thread;
  private boolean ended;

  /** What the run says, in order; an end comes last. */
  private sealed interface Item {}

  private record Start(RouteStart route) implements Item {}

  private record Operation(Operated operated) implements Item {}

  private record End(@Nullable RuntimeException failure, @Nullable Error error) implements Item {}

  /** Nobody takes any more. */
  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1;

    Stopped(InterruptedException cause) {
      super(cause);
    }
  }

  /** Starts {@code run}, which tells the listener that it is given. */
  RunningSide(String name, Consumer<RunListener> run) {
    thread = Thread.ofPlatform().daemon().name("zpci-diff-" + name).start(() -> run(run));
  }

  private void run(Consumer<RunListener> run) {
    End end = new End(null, null);
    try {
      run.accept(new Telling());
    } catch (Stopped _) {
      return;
    } catch (RuntimeException e) {
      end = new End(e, null);
    } catch (Error e) {
      end = new End(null, e);
    }
    put(end);
  }

  private void put(Item item) {
    try {
      items.put(item);
    } catch (InterruptedException e) {
      throw new Stopped(e);
    }
  }

  private final class Telling implements RunListener {
    @Override
    public void route(RouteStart start) {
      put(new Start(start));
    }

    @Override
    public void operation(RanOperation ran) {
      put(new Operation(new Operated(ran.line(), ran.issued(), ran, null)));
    }

    @Override
    public void notIssued(int line, Issued issued, String why) {
      put(new Operation(new Operated(line, issued, null, why)));
    }
  }

  /**
   * The route of the run.
   *
   * @throws IllegalArgumentException where it has none
   */
  RouteStart start() {
    return switch (take()) {
      case Start(RouteStart route) -> route;
      case Operation _, End _ ->
          throw new IllegalArgumentException("a run on a route was expected");
    };
  }

  /**
   * The next operation; null where the run is over.
   *
   * @throws IllegalArgumentException where another route begins
   */
  @Nullable Operated next() {
    if (ended) {
      return null;
    }
    return switch (take()) {
      case Operation(Operated operated) -> operated;
      case Start(RouteStart route) ->
          throw new IllegalArgumentException(
              "a run on one route was expected, this one goes on with " + route.route());
      case End _ -> null;
    };
  }

  private Item take() {
    try {
      Item item = items.take();
      if (item instanceof End(RuntimeException failure, Error error)) {
        ended = true;
        if (failure != null) {
          throw failure;
        }
        if (error != null) {
          throw error;
        }
      }
      return item;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while two runs were compared", e);
    }
  }

  /** Ends the run where it stands. */
  @Override
  public void close() {
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
