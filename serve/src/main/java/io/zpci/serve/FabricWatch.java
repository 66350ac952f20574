package io.zpci.serve;

import io.zpci.ism.IsmEvents;
import io.zpci.ism.IsmExchange;
import io.zpci.ism.IsmFunction;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells each function's watch what the function does inside, and passes everything on. */
final class FabricWatch implements IsmEvents {
  private final IsmEvents next;
  private final Map<IsmFunction, FunctionWatch> watches = new HashMap<>();

  /** Passes on to {@code next}. */
  FabricWatch(IsmEvents next) {
    this.next = next;
  }

  /** What {@code function} does is told to {@code watch}; before any client comes. */
  void add(IsmFunction function, FunctionWatch watch) {
    watches.put(function, watch);
  }

  @Override
  public void command(IsmFunction function, IsmExchange exchange) {
    next.command(function, exchange);
    FunctionWatch watch = of(function);
    if (watch != null) {
      watch.command(exchange);
    }
  }

  @Override
  public void move(
      IsmFunction sender, long token, int element, boolean signal, int inDmb, int length) {
    next.move(sender, token, element, signal, inDmb, length);
  }

  @Override
  public void event(IsmFunction receiver, long index, int type, int code, long token, long info) {
    next.event(receiver, index, type, code, token, info);
    FunctionWatch watch = of(receiver);
    if (watch != null) {
      watch.event();
    }
  }

  @Override
  public void summarized(IsmFunction owner, int found) {
    next.summarized(owner, found);
  }

  @Override
  public void interrupt(IsmFunction function) {
    next.interrupt(function);
  }

  private @Nullable FunctionWatch of(IsmFunction function) {
    return watches.get(function);
  }
}
