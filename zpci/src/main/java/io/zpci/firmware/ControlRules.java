package io.zpci.firmware;

import io.zpci.arch.Rule;

/**
 * The checks of {@link FunctionControls} as one hand names them, by instruction and in the order in
 * which they are made.
 *
 * @param rpcit spec zpci 4.4
 * @param mpcifc spec zpci 4.5, 6.3
 * @param stpcifc spec zpci 4.6
 * @param sic spec zpci 4.7
 */
public record ControlRules(Rpcit rpcit, Mpcifc mpcifc, Stpcifc stpcifc, Sic sic) {
  /**
   * RPCIT.
   *
   * @param privileged problem state: privileged-operation exception
   * @param pair R2 odd: specification exception
   * @param handle no such function, or in a state that has none: cc 3
   * @param error in error state: cc 1, status 40
   * @param addressSpace without an anchor: event 0x0001, cc 1, status 8
   * @param range outside the registered range: event 0x0002, cc 1, status 8
   * @param walk an error of the walk: event, cc 1, status 8
   * @param exhausted without a mapping left: cc 1, status 16
   */
  public record Rpcit(
      Rule privileged,
      Rule pair,
      Rule handle,
      Rule error,
      Rule addressSpace,
      Rule range,
      Rule walk,
      Rule exhausted) {}

  /**
   * MPCIFC.
   *
   * @param privileged problem state: privileged-operation exception
   * @param alignment the block's address is no multiple of 8: specification exception
   * @param handle no such function, or in a state that has none: cc 3
   * @param storage storage does not hold the block: addressing exception
   * @param format a format other than 0: operand exception
   * @param operation an operation that is not known: operand exception
   * @param indicators the indicators cannot be reached: cc 1, the status that the function gives
   * @param dmaSpace a DMA address space other than 0: cc 1, status 28
   * @param sequence nothing registered or registered already, or the wrong state: cc 1, status 24
   * @param anchor range, designation or translation not taken: operand exception
   * @param measurement the measurement block's address: event 0x002c, cc 1
   */
  public record Mpcifc(
      Rule privileged,
      Rule alignment,
      Rule handle,
      Rule storage,
      Rule format,
      Rule operation,
      Rule indicators,
      Rule dmaSpace,
      Rule sequence,
      Rule anchor,
      Rule measurement) {}

  /**
   * STPCIFC.
   *
   * @param privileged problem state: privileged-operation exception
   * @param dmaSpace a DMA address space other than 0: cc 1, status 28
   * @param alignment the block's address is no multiple of 8: specification exception
   * @param handle no such function, or in a state that has none: cc 3
   * @param permanentError in permanent error: cc 1, status 8
   * @param storage storage does not hold the block: addressing exception
   */
  public record Stpcifc(
      Rule privileged,
      Rule dmaSpace,
      Rule alignment,
      Rule handle,
      Rule permanentError,
      Rule storage) {}

  /**
   * SIC.
   *
   * @param privileged problem state: privileged-operation exception
   * @param operation an operation that is not known: operand exception
   * @param suppression an operation that the facility cannot do: operation exception
   */
  public record Sic(Rule privileged, Rule operation, Rule suppression) {}
}
