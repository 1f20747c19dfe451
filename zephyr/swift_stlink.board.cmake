# SPDX-License-Identifier: MIT
# In a board's board.cmake:
#   include(${ZEPHYR_SWIFT_STLINK_MODULE_DIR}/zephyr/swift_stlink.board.cmake)
board_set_flasher_ifnset(swift_stlink)
board_set_debugger_ifnset(swift_stlink)
board_finalize_runner_args(swift_stlink)
