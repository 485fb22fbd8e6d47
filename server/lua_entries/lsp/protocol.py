"""The order of a conversation: what may be asked before `initialize` and after `shutdown`, and how broken messages are
answered."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcParseError,
    JsonRpcServerNotInitialized,
)
from pygls.protocol import LanguageServerProtocol
from pygls.protocol.language_server import lsp_method

from lua_entries.lsp.announcing import result
from lua_entries.lsp.greeting import Greeted
from lua_entries.lsp.transport import Broken

if TYPE_CHECKING:
    from lua_entries.lsp.server import Server

_LOG = logging.getLogger(__name__)


class Protocol(LanguageServerProtocol):
    """pygls' protocol with one answer for every request, and without its own copy of the documents."""

    # None is how pygls is told to leave something to the server: the beginning, documents, folders, and commands, whose
    # results it would keep for ever.
    lsp_initialize = None  # type: ignore[assignment]  # a method in the base
    lsp_text_document__did_open = None  # type: ignore[assignment]  # a method in the base
    lsp_text_document__did_change = None  # type: ignore[assignment]  # a method in the base
    lsp_text_document__did_close = None  # type: ignore[assignment]  # a method in the base
    lsp_notebook_document__did_open = None  # type: ignore[assignment]  # a method in the base
    lsp_notebook_document__did_change = None  # type: ignore[assignment]  # a method in the base
    lsp_notebook_document__did_close = None  # type: ignore[assignment]  # a method in the base
    lsp_workspace__did_change_workspace_folders = None  # type: ignore[assignment]  # a method in the base
    lsp_workspace__execute_command = None  # type: ignore[assignment]  # a method in the base

    _server: Server
    exit_code: int | None = None
    """Set when the editor said `exit`: 0 after a `shutdown`, else 1."""
    on_exit: Callable[[], None] = staticmethod(lambda: None)
    _asked_to_initialize = False

    @lsp_method(types.EXIT)
    def lsp_exit(self, *args: Any) -> None:  # type: ignore[override]  # the base is a generator
        """End the conversation."""
        self.exit_code = 0 if self._shutdown else 1
        self.on_exit()

    def receive(self, message: Any | Broken | Greeted) -> None:
        """Handle one message as it came from the stream. Never raises."""
        if isinstance(message, Greeted):
            self._greet(message.message)
        elif isinstance(message, Broken):
            _LOG.error("unreadable message: %s", message.reason)
            self._refuse(None, JsonRpcParseError(message.reason))
        elif not isinstance(message, dict):
            self._refuse(None, JsonRpcInvalidRequest("a message must be an object"))
        elif "method" in message:
            self._receive_call(message)
        elif "id" in message:
            self._receive_answer(message)
        else:
            self._refuse(None, JsonRpcInvalidRequest("a message needs a method or an id"))

    def _receive_call(self, message: dict[str, Any]) -> None:
        method, identifier = message["method"], message.get("id")
        is_request = "id" in message
        if not isinstance(method, str) or (is_request and type(identifier) not in (int, str)):
            self._refuse(None, JsonRpcInvalidRequest("`method` must be a string, and `id` a string or a whole number"))
            return
        error = self._out_of_turn(method)
        if error is not None:
            if is_request:
                self._refuse(identifier, error)
            return
        structured = self._structured(message)
        if structured is None:
            if is_request:
                self._refuse(identifier, JsonRpcInvalidParams(f"wrong parameters of {method}"))
            return
        if is_request and not hasattr(structured, "id") and method != types.EXIT:
            self._refuse(identifier, JsonRpcInvalidRequest(f"{method} is a notification, and has no answer"))
            return
        if method == types.INITIALIZE:
            self._begin(structured.params, message)
            answer = result(message["params"]["capabilities"])
            self._send_data({"jsonrpc": self.VERSION, "id": identifier, "result": answer})
        else:
            self.handle_message(structured)

    def _structured(self, message: dict[str, Any]) -> Any:
        """A call as its type; None where its parameters are wrong."""
        call: dict[str, Any] = {key: message[key] for key in ("id", "method", "params") if key in message}
        try:
            return self.structure_message({**call, "jsonrpc": self.VERSION})
        except JsonRpcException:
            _LOG.error("wrong parameters of %s", message["method"])
            return None

    def _greet(self, message: dict[str, Any]) -> None:
        """Begin the conversation that an answered request asks for."""
        structured = self._structured(message)
        if structured is not None:
            self._begin(structured.params, message)
        else:
            self._server.notices.show(types.MessageType.Error, "lua-entries: wrong parameters of initialize")

    def _begin(self, params: types.InitializeParams, message: dict[str, Any]) -> None:
        self._asked_to_initialize = True
        self.client_capabilities = params.capabilities
        self._server.process_id = params.process_id
        self._server.initialize(params, message["params"]["capabilities"])

    def _out_of_turn(self, method: str) -> JsonRpcException | None:
        if method == types.EXIT:
            return None
        if self._shutdown:
            return JsonRpcInvalidRequest("the server was shut down")
        if self._asked_to_initialize == (method == types.INITIALIZE):
            if self._asked_to_initialize:
                return JsonRpcInvalidRequest("the server is initialized already")
            return JsonRpcServerNotInitialized("the first request must be `initialize`")
        return None

    def _receive_answer(self, message: dict[str, Any]) -> None:
        identifier = message["id"]
        if not isinstance(identifier, str) or identifier not in self._result_types:
            return  # nobody asked; requests of the editor are in the same map of futures
        asked = self._request_futures.get(identifier)
        if asked is None or asked.done():  # answered before, or whoever asked has not waited so long
            self._request_futures.pop(identifier, None)
            del self._result_types[identifier]
            return
        if "result" not in message and "error" not in message:
            message = {**message, "result": None}
        try:
            self.handle_message(self.structure_message({**message, "jsonrpc": self.VERSION}))
        except Exception:  # noqa: BLE001 (an answer that cannot be read must not end the conversation)
            _LOG.error("unreadable answer to request %s", identifier)
            self._request_futures.pop(identifier, None)
            if not asked.done():
                asked.set_exception(JsonRpcInvalidParams("the answer cannot be read"))

    def _refuse(self, identifier: Any, error: JsonRpcException) -> None:
        if identifier is None:  # it must be there as null, which the converter would leave out
            answer = {"code": error.code, "message": error.message}
            self._send_data({"jsonrpc": self.VERSION, "id": None, "error": answer})
        else:
            self._send_response(identifier, error=error.to_response_error())
