package io.zpci.scenario;

import io.zpci.arch.Rule;
import io.zpci.machine.Passthrough;
import io.zpci.vfio.IrqSet;
import io.zpci.vfio.RegionInfo;
import io.zpci.vfio.VfioDevice;
import io.zpci.vfio.VfioException;
import java.util.ArrayList;
import java.util.List;

/** A call of a process on its vfio device that is no read and no write. */
record VfioStep(String function, String describe, Call call) implements Step {
  /** One of the ioctls. */
  @FunctionalInterface
  interface Call {
    /** Makes it; shows what it gives beside the result, which is the answer. */
    long on(VfioDevice device, Seen seen);
  }

  private static final Fact RESULT =
      Fact.text("result", "ok, an errno as -EINVAL, or a positive number as it is.");
  private static final Fact RULES = Fact.list("rules", "Ids of the rules that bit, in order.");

  @Override
  public void run(ScenarioMachine machine, Seen seen) {
    Passthrough passthrough = machine.passthrough(function);
    VfioDevice device = passthrough.vfio();
    if (device == null) {
      seen.notDone("a process makes calls on a vfio device; here is a guest");
      return;
    }
    seen.fact("result", GuestStep.result(call.on(device, seen)));
    seen.fact("rules", machine.trace().rules().stream().map(Rule::id).toList());
  }

  /** DEVICE_IOEVENTFD. */
  record Ioeventfd() implements StepKind {
    private static final int REGION_SHIFT = 40;

    @Override
    public String word() {
      return "ioeventfd";
    }

    @Override
    public String says() {
      return "A process has the kernel store a value by itself when an eventfd fires"
          + " (DEVICE_IOEVENTFD).";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.number("region", "Index of the region; it is shifted left by 40."),
          Parameter.number("offset", "In the region."),
          Parameter.number("width", "Bytes, the flags of the call: 1, 2, 4 or 8."),
          Parameter.optional("data", Parameter.Type.NUMBER, "What is stored; default 0."),
          Parameter.optional("fd", Parameter.Type.NUMBER, "Default 3; -1 ends it."),
          Parameter.function());
    }

    @Override
    public List<Fact> facts() {
      return List.of(RESULT, RULES);
    }

    @Override
    public Step read(Fields fields) {
      long region = fields.required("region").number(0, 0xffff);
      long offset = fields.required("offset").number();
      int width = fields.required("width").number(0, 0xff);
      long data = fields.number("data", 0);
      int fd = fields.maybe("fd").map(field -> field.number(-2, 1 << 20)).orElse(3);
      return new VfioStep(
          fields.function(),
          "ioeventfd %d 0x%x %d".formatted(region, offset, width),
          (device, _) -> device.ioeventfd(width, (region << REGION_SHIFT) + offset, data, fd));
    }
  }

  /** DEVICE_SET_IRQS. */
  record SetIrqs() implements StepKind {
    private static final List<String> INDEXES = List.of("intx", "msi", "msix", "err", "req");
    private static final int MOST = 1 << 16;

    @Override
    public String word() {
      return "set-irqs";
    }

    @Override
    public String says() {
      return "A process sets eventfds for vectors, or disables an index (DEVICE_SET_IRQS).";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.oneOf("index", INDEXES, "Which kind of interrupt."),
          Parameter.optional("start", Parameter.Type.NUMBER, "First vector; default 0."),
          Parameter.optional(
              "count",
              Parameter.Type.NUMBER,
              "Vectors, each with an eventfd; 0 disables the index; default 1."),
          Parameter.function());
    }

    @Override
    public List<Fact> facts() {
      return List.of(RESULT, RULES);
    }

    @Override
    public Step read(Fields fields) {
      int index = INDEXES.indexOf(fields.required("index").oneOf(INDEXES, word -> word));
      int start = fields.maybe("start").map(field -> field.number(0, MOST)).orElse(0);
      int count = fields.maybe("count").map(field -> field.number(0, MOST)).orElse(1);
      return new VfioStep(
          fields.function(),
          "set-irqs %s %d from %d".formatted(INDEXES.get(index), count, start),
          (device, _) -> device.setIrqs(set(index, start, count)));
    }

    private static IrqSet set(int index, int start, int count) {
      if (count == 0) {
        return IrqSet.disable(index);
      }
      List<IrqSet.Trigger> triggers = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        triggers.add(() -> {});
      }
      int flags = IrqSet.DATA_EVENTFD | IrqSet.ACTION_TRIGGER;
      return new IrqSet(flags, index, start, count, List.of(), new ArrayList<>(triggers));
    }
  }

  /** DEVICE_GET_REGION_INFO. */
  record GetRegionInfo() implements StepKind {
    @Override
    public String word() {
      return "region-info";
    }

    @Override
    public String says() {
      return "A process asks where a region is in the device file (DEVICE_GET_REGION_INFO).";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.number("region", "Its index: 0 to 5 BARs, 6 the ROM, 7 configuration space."),
          Parameter.function());
    }

    @Override
    public List<Fact> facts() {
      return List.of(
          RESULT,
          Fact.number("offset", "Where the region begins in the device file."),
          Fact.number("size", "Bytes."),
          Fact.number("flags", "1 read, 2 write, 4 mmap, 8 capabilities."),
          RULES);
    }

    @Override
    public Step read(Fields fields) {
      int region = fields.required("region").number(0, 0xffff);
      return new VfioStep(
          fields.function(), "region-info " + region, (device, seen) -> info(device, region, seen));
    }

    private static long info(VfioDevice device, int region, Seen seen) {
      try {
        RegionInfo info = device.regionInfo(region);
        seen.fact("offset", info.offset()).fact("size", info.size()).fact("flags", info.flags());
        return 0;
      } catch (VfioException e) {
        return -e.errno();
      }
    }
  }
}
