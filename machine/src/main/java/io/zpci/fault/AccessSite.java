package io.zpci.fault;

import io.zpci.arch.PciInstruction;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A port that accesses cross: faults, and events that faults elsewhere wait for. */
final class AccessSite<E extends Effect> extends Site<AccessCondition, E> {
  private final PortAccess access;
  private final List<Awaited> awaited = new ArrayList<>();
  private final List<Placed<Class<? extends PciInstruction>, Effect.OnControl>> controls =
      new ArrayList<>();

  AccessSite(Port port) {
    super(port);
    this.access = new PortAccess(port);
  }

  /** The port's one view. */
  PortAccess access() {
    return access;
  }

  List<Awaited> awaited() {
    return awaited;
  }

  List<Placed<Class<? extends PciInstruction>, Effect.OnControl>> controls() {
    return controls;
  }

  /** The fault that {@link #access} is hit by; null where it goes through as it is. */
  @Nullable Placed<AccessCondition, E> hit() {
    List<Placed<AccessCondition, E>> all = placed();
    for (int i = 0; i < all.size(); i++) {
      Placed<AccessCondition, E> each = all.get(i);
      if (each.condition().test(access) && each.fault().hits()) {
        return each;
      }
    }
    goesOn();
    return null;
  }

  /** {@link #access} is not kept here. */
  void goesOn() {
    for (int i = 0; i < awaited.size(); i++) {
      awaited.get(i).sees(access);
    }
  }

  /** The fault that {@code instruction} is hit by; null where it goes through. */
  @Nullable Placed<Class<? extends PciInstruction>, Effect.OnControl> hit(
      PciInstruction instruction) {
    for (int i = 0; i < controls.size(); i++) {
      Placed<Class<? extends PciInstruction>, Effect.OnControl> each = controls.get(i);
      if (each.condition().isInstance(instruction) && each.fault().hits()) {
        return each;
      }
    }
    return null;
  }
}
