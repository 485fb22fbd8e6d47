;;; run.el --- what a person does in Emacs; started by test_eglot.py -*- lexical-binding: t -*-

;; Arguments: the configuration from the documentation, the project, a folder that is no project. Each step prints a line behind `> `.

(package-initialize)
(require 'eglot)
(require 'flymake)
(require 'xref)

(setq eglot-sync-connect 20
      eglot-confirm-server-initiated-edits nil
      xref-prompt-for-identifier nil
      make-backup-files nil
      create-lockfiles nil)

(defvar run-project (nth 1 command-line-args-left))
(defvar run-other (nth 2 command-line-args-left))
(load (nth 0 command-line-args-left) nil t)
(setq command-line-args-left nil)

(defun run-say (&rest words)
  (princ (concat "\n> " (mapconcat (lambda (word) (format "%s" word)) words " ") "\n")))

(defun run-until (what test)
  "Wait until TEST returns something, and return that; WHAT says what it is about."
  (let (found (end (+ (float-time) 20)))
    (while (not (setq found (funcall test)))
      (when (> (float-time) end)
        (run-say "FAIL" what (flymake-diagnostics))
        (kill-emacs 1))
      (accept-process-output nil 0.05))
    found))

(defun run-visit (file)
  "Visit FILE as the command does: Eglot starts after it."
  (find-file file)
  (run-hooks 'post-command-hook))

(defun run-open (file)
  (run-visit (expand-file-name file run-project))
  (run-until (concat "server of " file) #'eglot-managed-p))

(defun run-covered (found)
  (buffer-substring-no-properties (flymake-diagnostic-beg found) (flymake-diagnostic-end found)))

(defun run-finding (file text)
  "Wait until the buffer has one finding, which covers TEXT, and print what it says."
  (run-until (concat "finding of " file)
             (lambda () (flymake-start) (equal (list text) (mapcar #'run-covered (flymake-diagnostics)))))
  (run-say "finding" file text (car (split-string (flymake-diagnostic-text (car (flymake-diagnostics))) "\n"))))

(defun run-go (text)
  "Put point behind the first TEXT."
  (goto-char (point-min))
  (search-forward text))

(run-open "app/_index.yaml")
(run-finding "app/_index.yaml" "function.luaa")
(run-open "app/handler.lua")
(run-finding "app/handler.lua" "time")

(run-go "helpers.li")
(call-interactively #'xref-find-definitions)
(run-say "definition" (file-name-nondirectory buffer-file-name) (line-number-at-pos))

(run-open "app/handler.lua")
(run-go "helpers.li")
(let ((found (run-hook-with-args-until-success 'completion-at-point-functions)))
  (run-say "completion" (mapcar #'substring-no-properties (all-completions "li" (nth 2 found)))))

(run-open "app/_index.yaml")
(run-go "app.lib:hel")
(eglot-rename "tools")
(run-until "rename" (lambda () (save-excursion (goto-char (point-min)) (search-forward "app.lib:tools" nil t))))
(save-some-buffers t)
(run-finding "app/_index.yaml" "function.luaa")

(run-visit (expand-file-name "values.yaml" run-other))
(run-say "elsewhere" (if (eglot-managed-p) "served" "left alone") major-mode)

(run-say "servers" (length (hash-table-values eglot--servers-by-project)))
(eglot-shutdown-all)
(run-say "end")
(kill-emacs 0)
