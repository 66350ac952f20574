package io.zpci.firmware;

import io.zpci.arch.Rule;

/**
 * The checks of {@link FunctionControls} as one hand names them. Numbers are the steps of spec zpci
 * 4.4 to 4.7 and the lines of 6.3.
 *
 * @param privileged SIC, MPCIFC, STPCIFC, RPCIT in problem state: privileged-operation exception
 * @param pair RPCIT, R2 odd: specification exception
 * @param handle no such function, or in a state that has none: cc 3
 * @param error RPCIT in error state: cc 1, status 40
 * @param noAddressSpace RPCIT without an anchor: event 0x0001, cc 1, status 8
 * @param range RPCIT outside the registered range: event 0x0002, cc 1, status 8
 * @param walk RPCIT, an error of the walk: event, cc 1, status 8
 * @param exhausted RPCIT without a mapping left: cc 1, status 16
 * @param alignment the block's address is no multiple of 8: specification exception
 * @param storage storage does not hold the block: addressing exception
 * @param format MPCIFC, a format other than 0: operand exception
 * @param operation an operation that is not known: operand exception
 * @param dmaSpace a DMA address space other than 0: cc 1, status 28
 * @param sequence MPCIFC, nothing registered or registered already, or the wrong state: cc 1,
 *     status 24
 * @param anchor MPCIFC, range, designation or translation not taken: operand exception
 * @param measurement MPCIFC, the measurement block's address: event 0x002c, cc 1
 * @param permanentError STPCIFC in permanent error: cc 1, status 8
 */
public record ControlRules(
    Rule privileged,
    Rule pair,
    Rule handle,
    Rule error,
    Rule noAddressSpace,
    Rule range,
    Rule walk,
    Rule exhausted,
    Rule alignment,
    Rule storage,
    Rule format,
    Rule operation,
    Rule dmaSpace,
    Rule sequence,
    Rule anchor,
    Rule measurement,
    Rule permanentError) {}
