package io.zpci.scenario;

import java.util.List;

/** The kinds of step of the control plane, in the order that documentation lists them. */
final class ControlKinds {
  private static final List<StepKind> ALL =
      List.of(
          new RpcitStep.Kind(),
          new MpcifcStep.Kind(),
          new StpcifcStep.Kind(),
          new ClpStep.Kind(),
          new SicStep.Kind(),
          new MapStep.Kind(false),
          new MapStep.Kind(true),
          new IoTablesStep.Kind(),
          new RemapStep.Kind(),
          new DmaStep.Kind(),
          new IrqsStep.Kind(),
          new SignalStep.Kind(),
          new TakeStep.Kind(),
          new ErrorEventStep.Kind(),
          new KernelStep.Kind(),
          new ResetStep.Kind(),
          new IomapStep.Kind(),
          new VfioStep.SetIrqs(),
          new VfioStep.GetRegionInfo(),
          new VfioStep.Ioeventfd(),
          new ControlFaultStep.Kind(),
          new Iowrite64CopyStep.Kind(),
          new UserMmioStep.Kind());

  private ControlKinds() {}

  static List<StepKind> list() {
    return ALL;
  }
}
