package io.soundlift.authserver.authorization.web;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Page on which a person enters the code of a device.
 */
@Controller
final class DeviceController {

	@GetMapping("/activate")
	String activate(@RequestParam(name = "user_code", defaultValue = "") String userCode,
			@RequestParam(defaultValue = "") String outcome, Model model) {
		model.addAttribute("userCode", userCode);
		model.addAttribute("outcome", outcome);
		return "activate";
	}

}
