package io.zpci.scenario;

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
 * @param reactions what an ISM function does where its rules are broken
 */
public record DeviceChoice(
    DeviceModel model,
    boolean prepared,
    boolean booted,
    int functions,
    DeviceModel others,
    boolean oneGuest,
    Reactions reactions) {
  /** Functions of one model. */
  public DeviceChoice(
      DeviceModel model,
      boolean prepared,
      boolean booted,
      int functions,
      boolean oneGuest,
      Reactions reactions) {
    this(model, prepared, booted, functions, model, oneGuest, reactions);
  }

  /** An ISM function whose guest has booted. */
  public static final DeviceChoice DEFAULT =
      new DeviceChoice(DeviceModel.ISM, false, true, 1, false, Reactions.DEFAULT);

  /** The model of the function {@code number}, from 0. */
  DeviceModel model(int number) {
    return number == 0 ? model : others;
  }

  /** The names of the functions: a, b, c .. */
  public List<String> names() {
    return IntStream.range(0, functions).mapToObj(i -> String.valueOf((char) ('a' + i))).toList();
  }
}
