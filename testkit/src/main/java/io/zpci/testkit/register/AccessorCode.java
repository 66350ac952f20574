package io.zpci.testkit.register;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Issue;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.guest.PciDev;
import io.zpci.linux.IoAccessors;
import io.zpci.linux.LinuxIo;
import io.zpci.testkit.register.Accessor.Role;
import io.zpci.testkit.register.Declaration.Block;
import io.zpci.testkit.register.Declaration.Single;
import net.bytebuddy.implementation.bytecode.StackManipulation;

/**
 * The code of one method: straight, without a branch. Space, offset, width and request are
 * constants in it; an index and a run-time offset are added to them.
 */
final class AccessorCode {
  private final Accessor accessor;
  private final Binding binding;
  private final long base;
  private final int max;
  private final Code code;

  /**
   * The code of {@code accessor}.
   *
   * @param base what the port adds to offsets in this space: where its BAR is mapped, or 0
   * @param max the largest length, of a block
   * @param code where it goes
   */
  AccessorCode(Accessor accessor, Binding binding, long base, int max, Code code) {
    this.accessor = accessor;
    this.binding = binding;
    this.base = base;
    this.max = max;
    this.code = code;
  }

  /** Writes it. */
  StackManipulation make() {
    switch (accessor.declaration()) {
      case Block block -> block(block);
      case Single single when accessor.has(Role.VALUE) -> write(single);
      case Single single when accessor.has(Role.LOADED) -> loadInto(single);
      case Single single -> read(single);
    }
    return code.whole();
  }

  private void read(Single single) {
    if (kernelBar(single)) {
      code.port();
      address(base);
      code.constant(single.width());
      code.call(IoAccessors.class, little(single) ? "ioread" : "ioreadBe");
      // ioread has already swapped; what is left is the sign.
      code.constant(single.width()).constant(false).constant(accessor.signed());
    } else {
      load(single, () -> code.loaded());
      check(single.width(), operation("pcilg", "pcilgi", "pci_read_config", "load"));
      code.loaded().call(Register.class, "get");
      code.constant(single.width()).constant(swapped(single)).constant(accessor.signed());
    }
    code.call(RegisterFile.class, "value").narrowTo(accessor.method().getReturnType());
  }

  private void loadInto(Single single) {
    int parameter = accessor.parameter(Role.LOADED);
    load(single, () -> code.parameter(parameter));
    code.parameter(parameter)
        .constant(single.width())
        .constant(swapped(single))
        .constant(accessor.signed());
    code.call(RegisterFile.class, "taken");
    String kernel = kernelBar(single) ? "zpci_load" : "pci_read_config";
    ended(single.width(), operation("pcilg", "pcilgi", kernel, "load"));
  }

  /** Leaves how the load ended on the stack. */
  private void load(Single single, Runnable register) {
    code.port();
    switch (binding) {
      case Binding.ByHandle(_, int handle, _, _) -> {
        code.constant(Issue.HANDLE);
        code.constant(Request.of(handle, single.place().space(), single.width()));
        address(base);
        register.run();
        code.call(PciInstructions.class, "load");
      }
      case Binding.ByMio _ -> {
        code.constant(Issue.MIO).constant((long) single.width());
        address(base);
        register.run();
        code.call(PciInstructions.class, "load");
      }
      case Binding.ThroughKernel _ -> {
        address(base);
        boolean config = !kernelBar(single);
        if (config) {
          code.toInt();
        }
        code.constant(single.width());
        register.run();
        code.call(LinuxIo.class, config ? "configRead" : "zpciLoad");
      }
      case Binding.OfDriver _ -> {
        code.constant(single.place().space());
        address(base);
        code.constant(single.width());
        register.run();
        code.call(PciDev.class, "load");
      }
    }
  }

  private void write(Single single) {
    code.port();
    switch (binding) {
      case Binding.ByHandle(_, int handle, _, _) -> {
        code.constant(Issue.HANDLE);
        code.constant(Request.of(handle, single.place().space(), single.width()));
        address(base);
        image(single, swapped(single));
        code.call(PciInstructions.class, "store");
        ended(single.width(), "pcistg");
      }
      case Binding.ByMio _ -> {
        code.constant(Issue.MIO).constant((long) single.width());
        address(base);
        image(single, swapped(single));
        code.call(PciInstructions.class, "store");
        ended(single.width(), "pcistgi");
      }
      case Binding.ThroughKernel _ when !kernelBar(single) -> {
        address(base);
        code.toInt().constant(single.width());
        image(single, false);
        code.toInt();
        code.call(LinuxIo.class, "configWrite");
        ended(single.width(), "pci_write_config");
      }
      case Binding.ThroughKernel _ when accessor.tells() -> {
        address(base);
        code.constant(single.width());
        image(single, swapped(single));
        code.call(LinuxIo.class, "zpciStore");
        ended(single.width(), "zpci_store");
      }
      case Binding.ThroughKernel _ -> {
        address(base);
        code.constant(single.width());
        image(single, false);
        code.call(IoAccessors.class, little(single) ? "iowrite" : "iowriteBe");
      }
      case Binding.OfDriver _ -> throw new IllegalStateException("a PciDev has no store");
    }
  }

  private void image(Single single, boolean swapped) {
    int parameter = accessor.parameter(Role.VALUE);
    code.parameter(parameter).toLong().constant(single.width()).constant(swapped);
    code.call(RegisterFile.class, "image");
  }

  private void block(Block block) {
    code.port();
    switch (binding) {
      case Binding.ByHandle(_, int handle, _, _) -> {
        code.constant(Issue.HANDLE).constant(Request.of(handle, block.place().space(), 0));
        length(block);
        code.toLong().or();
        address(base);
        source();
        code.call(PciInstructions.class, "storeBlock");
      }
      case Binding.ByMio _ -> {
        code.constant(Issue.MIO);
        length(block);
        code.toLong();
        address(base);
        source();
        code.call(PciInstructions.class, "storeBlock");
      }
      case Binding.ThroughKernel _ -> {
        address(base);
        source();
        length(block);
        code.call(LinuxIo.class, "writeBlock");
      }
      case Binding.OfDriver _ -> {
        code.constant(block.place().space());
        address(base);
        length(block);
        code.parameter(accessor.parameter(Role.ADDRESS));
        code.call(PciDev.class, "storeBlock");
      }
    }
    String operation = operation("pcistb", "pcistbi", "zpci_write_block", "store block");
    if (accessor.tells()) {
      return;
    }
    checkWith(operation, () -> length(block));
  }

  private void source() {
    if (accessor.has(Role.STORAGE)) {
      code.parameter(accessor.parameter(Role.STORAGE));
    } else {
      code.storage();
    }
    code.parameter(accessor.parameter(Role.ADDRESS));
  }

  private void length(Block block) {
    if (block.length() != 0) {
      code.constant(block.length());
    } else {
      code.parameter(accessor.parameter(Role.LENGTH)).constant(max).constant(block.method());
      code.call(RegisterFile.class, "length");
    }
  }

  /** Leaves {@code from} and the offset, added, on the stack. */
  private void address(long from) {
    Declaration.Place place = accessor.declaration().place();
    code.constant(from + place.offset());
    if (accessor.has(Role.INDEX)) {
      code.parameter(accessor.parameter(Role.INDEX));
      code.constant(place.count()).constant(place.stride());
      code.call(RegisterFile.class, "element").add();
    }
    if (accessor.has(Role.AT)) {
      code.parameter(accessor.parameter(Role.AT)).toLong().add();
    }
  }

  /** How it ended is on the stack: returns it, or throws where it is not 0. */
  private void ended(int length, String operation) {
    if (!accessor.tells()) {
      check(length, operation);
    }
  }

  private void check(int length, String operation) {
    checkWith(operation, () -> code.constant(length));
  }

  private void checkWith(String operation, Runnable length) {
    code.constant(isErrno()).constant(accessor.declaration().method()).constant(operation);
    code.constant(accessor.declaration().place().space());
    address(0);
    length.run();
    code.call(RegisterFile.class, "check");
  }

  private boolean isErrno() {
    return switch (binding) {
      case Binding.ByHandle _, Binding.ByMio _ -> false;
      case Binding.ThroughKernel _, Binding.OfDriver _ -> true;
    };
  }

  private String operation(String handle, String mio, String kernel, String driver) {
    return switch (binding) {
      case Binding.ByHandle _ -> handle;
      case Binding.ByMio _ -> mio;
      case Binding.ThroughKernel _ -> kernel;
      case Binding.OfDriver _ -> driver;
    };
  }

  private boolean kernelBar(Single single) {
    return binding instanceof Binding.ThroughKernel
        && single.place().space() != AddressSpace.CONFIG;
  }

  /** Whether the image is to be reversed: the kernel's configuration accessors have done it. */
  private boolean swapped(Single single) {
    return little(single) && !(binding instanceof Binding.ThroughKernel && !kernelBar(single));
  }

  private static boolean little(Single single) {
    return single.order() == Order.Endian.LITTLE_ENDIAN;
  }
}
