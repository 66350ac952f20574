package io.zpci.scenario;

import io.zpci.function.FunctionFacts;
import io.zpci.function.MemoryFunction;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.Reactions;
import io.zpci.machine.DeviceModel;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The device of a scenario.
 *
 * @param model which
 * @param prepared whether an ISM function has SBA, event queue and DMBs of its own and of a peer
 *     before the workload, as {@link io.zpci.workload.IsmScene#PREPARED} says
 * @param booted whether the guest's kernel has registered the function's translation
 * @param functions how many there are, named a, b, c ..
 * @param others which model those behind the first are
 * @param oneGuest whether they are all in one guest; else each is in a guest of its own
 * @param msix whether the memory device has MSI-X; without it has four vectors of MSI
 * @param relaxed whether blocks of the memory device are of the relaxed class, up to 4096 bytes
 * @param reactions what an ISM function does where its rules are broken
 */
public record DeviceChoice(
    DeviceModel model,
    boolean prepared,
    boolean booted,
    int functions,
    DeviceModel others,
    boolean oneGuest,
    boolean msix,
    boolean relaxed,
    Reactions reactions) {
  /** The physical channel of ISM functions. */
  static final int PCHID = 0x100;

  private static final int MSI_VECTORS = 4;
  private static final int RELAXED_BLOCK = 4096;

  /** An ISM function whose guest has booted. */
  public static final DeviceChoice DEFAULT = of(DeviceModel.ISM);

  /** One function of {@code model}, else as {@link #DEFAULT}. */
  public static DeviceChoice of(DeviceModel model) {
    return new DeviceChoice(model, false, true, 1, model, false, true, false, Reactions.DEFAULT);
  }

  /** The model of the function {@code number}, from 0. */
  DeviceModel model(int number) {
    return number == 0 ? model : others;
  }

  /** The names of the functions: a, b, c .. */
  public List<String> names() {
    return IntStream.range(0, functions).mapToObj(i -> String.valueOf((char) ('a' + i))).toList();
  }

  /** What the first function is. */
  FunctionFacts facts() {
    return facts(0);
  }

  /** What the function {@code number} is, from 0. */
  FunctionFacts facts(int number) {
    return switch (model(number)) {
      case ISM -> IsmFacts.plain(PCHID);
      case MEMORY -> memory(MemoryFunction.memory().facts());
    };
  }

  private FunctionFacts memory(FunctionFacts stock) {
    return new FunctionFacts(
        stock.model(),
        stock.vendor(),
        stock.device(),
        stock.pft(),
        stock.pchid(),
        stock.barSizes(),
        relaxed ? FunctionFacts.BlockClass.RELAXED : stock.blockClass(),
        relaxed ? RELAXED_BLOCK : stock.maxStoreBlock(),
        stock.mioCapable(),
        msix ? stock.msiVectors() : MSI_VECTORS,
        msix ? stock.msix() : null,
        stock.configSize());
  }
}
